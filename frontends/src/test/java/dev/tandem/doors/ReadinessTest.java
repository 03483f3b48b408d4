package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.tandem.proto.kserve.ModelReadyRequest;
import dev.tandem.proto.kserve.ServerLiveRequest;
import dev.tandem.proto.kserve.ServerReadyRequest;
import dev.tandem.testing.FakeEngineServer;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both KServe doors say the same of what is live and ready, and it is what the engine says. */
class ReadinessTest {
  private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

  private final FakeEngineServer server;
  private final ManagedChannel channel;
  private final GRPCInferenceServiceBlockingStub grpc;
  private final HttpClient http = HttpClient.newHttpClient();

  ReadinessTest() throws IOException {
    server = new FakeEngineServer();
    server.engine().serve(FakeModels.halfPlusTwo("m", 3));
    channel = NettyChannelBuilder.forAddress(HOST, server.grpcPort()).usePlaintext().build();
    grpc = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void isLiveAndReadyWhileItServes() throws Exception {
    for (String path : paths()) {
      assertThat(status(path)).as(path).isEqualTo(200);
    }
    assertThat(grpc.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(grpc.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    assertThat(grpc.modelReady(model("m", "3")).getReady()).isTrue();
  }

  @Test
  void isNeitherLiveNorReadyWhileItDrains() throws Exception {
    server.engine().drain();

    for (String path : paths()) {
      assertThat(status(path)).as(path).isEqualTo(503);
    }
    exits(() -> grpc.serverLive(ServerLiveRequest.getDefaultInstance()));
    exits(() -> grpc.serverReady(ServerReadyRequest.getDefaultInstance()));
    exits(() -> grpc.modelReady(model("m", "")));
  }

  @Test
  void aModelThatIsUnloadedIsNotReady() throws Exception {
    server.engine().withdraw("m");

    assertThat(status("/v2/models/m/ready")).isEqualTo(404);
    assertThat(status("/v2/models/m/versions/3/ready")).isEqualTo(404);
    assertThat(status("/v2/health/ready")).isEqualTo(200);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> grpc.modelReady(model("m", "3")))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  private static List<String> paths() {
    return List.of(
        "/v2/health/live",
        "/v2/health/ready",
        "/v2/models/m/ready",
        "/v2/models/m/versions/3/ready");
  }

  private static void exits(Runnable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .withMessage("UNAVAILABLE: Server exiting");
  }

  private int status(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + HOST + ":" + server.httpPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static ModelReadyRequest model(String name, String version) {
    return ModelReadyRequest.newBuilder().setName(name).setVersion(version).build();
  }
}
