package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.InferTensorContents;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TransportTest {
  private static final String CONFIG =
      "backend: 'identity' input { name: 'X' data_type: TYPE_FP32 dims: -1 }"
          + " output { name: 'Y' data_type: TYPE_FP32 dims: -1 }";
  private static final int FLOATS = 1000;

  @TempDir Path folder;

  @Test
  void compressesAnswersForClientsThatTakeIt() {
    new SampleRepository(folder).model("m", CONFIG, 1);
    try (RunningServer server =
        RunningServer.start(
            "--model-repository=" + folder, "--grpc-infer-response-compression-level=high")) {
      assertThat(encodingOfAnAnswer(server)).isEqualTo("gzip");
    }
    try (RunningServer server = RunningServer.start(folder)) {
      assertThat(encodingOfAnAnswer(server)).isNotEqualTo("gzip");
    }
  }

  private static String encodingOfAnAnswer(RunningServer server) {
    AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                InetAddress.getLoopbackAddress().getHostAddress(),
                server.port("GRPCInferenceService"))
            .usePlaintext()
            .build();
    try {
      // A request that is compressed is read, whatever the answer is.
      ModelInferResponse response =
          GRPCInferenceServiceGrpc.newBlockingStub(channel)
              .withCompression("gzip")
              .withInterceptors(
                  MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
              .modelInfer(request());
      assertThat(response.getRawOutputContents(0).size()).isEqualTo(FLOATS * Float.BYTES);
    } finally {
      channel.shutdownNow();
    }
    return String.valueOf(
        Objects.requireNonNull(headers.get())
            .get(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER)));
  }

  private static ModelInferRequest request() {
    InferTensorContents.Builder values = InferTensorContents.newBuilder();
    for (int i = 0; i < FLOATS; i++) {
      values.addFp32Contents(i);
    }
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName("X")
                .setDatatype("FP32")
                .addShape(FLOATS)
                .setContents(values))
        .build();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void serversSharePortsThatTheyAreToldToShare() throws IOException {
    new SampleRepository(folder).model("m", CONFIG, 1);
    int http = freePort();
    int grpc = freePort();
    String[] flags = {
      "--model-repository=" + folder,
      "--http-port=" + http,
      "--grpc-port=" + grpc,
      "--reuse-http-port",
      "--reuse-grpc-port"
    };
    try (RunningServer one = RunningServer.start(flags);
        RunningServer other = RunningServer.start(flags)) {
      assertThat(other.port("HTTPService")).isEqualTo(one.port("HTTPService"));
      assertThat(other.port("GRPCInferenceService")).isEqualTo(one.port("GRPCInferenceService"));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
