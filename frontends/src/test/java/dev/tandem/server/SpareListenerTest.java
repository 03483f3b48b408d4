package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.testing.HeldLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareListenerTest {
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir Path folder;

  @BeforeEach
  void layOut() {
    new SampleRepository(folder)
        .model(
            "m",
            "backend: 'identity' input { name: 'X' data_type: TYPE_FP32 dims: 1 }"
                + " output { name: 'Y' data_type: TYPE_FP32 dims: 1 }",
            1);
  }

  @Test
  void aServerGoesWithoutPortsThatNobodyNamedAndAnotherHas() throws Exception {
    try (ServerSocket http = busy();
        ServerSocket grpc = busy()) {
      ListenerOptions restTaken = new ListenerOptions(true, LOOPBACK, http.getLocalPort());
      ListenerOptions grpcTaken = new ListenerOptions(true, LOOPBACK, grpc.getLocalPort());

      try (TandemServer server = start(restTaken.asSpare(), grpcTaken.asSpare())) {
        assertThat(server.ports())
            .containsOnlyKeys("TensorFlow Serving gRPC", "TensorFlow Serving REST");
      }
      assertThatThrownBy(() -> start(restTaken, grpcTaken.asSpare()))
          .hasMessageContaining("already in use");
    }
  }

  private static ServerSocket busy() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private TandemServer start(ListenerOptions http, ListenerOptions grpc) throws StartFailure {
    ServerOptions read =
        ServerOptions.of("--model_name=m", "--model_base_path=" + folder.resolve("m"));
    ListenerOptions free = new ListenerOptions(true, LOOPBACK, 0);
    ListenerOptions none = free.closed();
    return TandemServer.start(
        new ServerOptions(
            read.serverId(),
            read.repository(),
            read.control(),
            new Listeners(http, grpc, none, free, free),
            read.limits(),
            read.cache(),
            read.cors(),
            read.log(),
            read.transport(),
            read.tfServing(),
            read.access(),
            read.monitoring(),
            read.gpuMetrics(),
            read.strictReadiness(),
            read.allowClientShm(),
            read.checkSignatureMethods(),
            read.remarks()),
        new HeldLog());
  }
}
