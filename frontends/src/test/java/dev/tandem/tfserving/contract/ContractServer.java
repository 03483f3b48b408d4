package dev.tandem.tfserving.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.proto.tfserving.ModelServiceGrpc;
import dev.tandem.proto.tfserving.ModelServiceGrpc.ModelServiceBlockingStub;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import dev.tandem.testing.RawCall;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A server with real models on real ports, a gRPC channel to it, and sockets for raw HTTP. */
final class ContractServer implements AutoCloseable {
  private static final int TIMEOUT_MS = 60_000;

  private final TestServer server;
  private final ManagedChannel channel;

  private ContractServer(TestServer server) {
    this.server = server;
    channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.tfGrpcPort())
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .usePlaintext()
            .build();
  }

  /** Serves the models of {@link ContractModels} from {@code folder}. */
  static ContractServer start(Path folder, String... flags) throws IOException {
    Path config = Files.writeString(folder.resolve("models.config"), ContractModels.write(folder));
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--model_config_file=" + config);
    all.add("--allow_version_labels_for_unavailable_models=true");
    all.add("--max_num_load_retries=0");
    all.add("--exit-on-error=false");
    return new ContractServer(TestServer.start(all.toArray(String[]::new)));
  }

  PredictionServiceBlockingStub predictions() {
    return PredictionServiceGrpc.newBlockingStub(channel);
  }

  ModelServiceBlockingStub models() {
    return ModelServiceGrpc.newBlockingStub(channel);
  }

  /** Sends {@code request} as it is and gives back the answer's bytes. */
  byte[] call(String fullMethod, byte[] request) {
    return RawCall.send(channel, fullMethod, request);
  }

  RestReply get(String uri) {
    return send("GET", uri, "");
  }

  RestReply post(String uri, String body) {
    return send("POST", uri, body);
  }

  /** Sends a request line as it is, and a body where there is one. */
  RestReply send(String verb, String uri, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    String length = bytes.length == 0 ? "" : "Content-Length: " + bytes.length + "\r\n";
    return raw(
        (verb + " " + uri + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + length + "\r\n")
            .getBytes(UTF_8),
        bytes);
  }

  /** Sends bytes as they are and reads until the server closes. */
  RestReply raw(byte[]... parts) {
    return RestReply.of(rawText(parts));
  }

  String rawText(byte[]... parts) {
    return rawText(server.tfHttpPort(), parts);
  }

  static String rawText(int port, byte[]... parts) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      for (byte[] part : parts) {
        socket.getOutputStream().write(part);
      }
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** That a call fails with exactly this. */
  static void assertRefused(ThrowingCallable call, Status.Code code, String text) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.getStatus().getDescription()).isEqualTo(text))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
    assertThat(server.openLeases()).isZero();
  }
}
