package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.kserve.access.Access;
import dev.tandem.kserve.access.ForwardedHeaders;
import dev.tandem.kserve.access.Restriction;
import dev.tandem.kserve.access.Restrictions;
import dev.tandem.kserve.grpc.RestrictedCalls;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.tandem.proto.kserve.InferTensorContents;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelMetadataRequest;
import dev.tandem.proto.kserve.ServerLiveRequest;
import dev.tandem.testing.FakeEngineServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the headers of a call open, and what of them reaches the engine, through both doors. */
class HeaderAccessTest {
  private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
  private static final String INFER =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}],"
          + "\"parameters\":{\"x-tenant\":\"mine\",\"own\":1}}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeEngineServer server;
  private final ManagedChannel channel;

  HeaderAccessTest() throws IOException {
    List<Restriction> restricted =
        List.of(Restriction.read("health,inference:key=open sesame").orElseThrow());
    ForwardedHeaders forwarded = ForwardedHeaders.matching("^x-|priority");
    server =
        new FakeEngineServer(
            new Access(
                Restrictions.of(restricted, "protocol", RestrictedCalls.HEADER_PREFIX), forwarded),
            new Access(Restrictions.of(restricted, "API", ""), forwarded));
    server.engine().serve(FakeModels.halfPlusTwo("m", 3));
    channel = NettyChannelBuilder.forAddress(HOST, server.grpcPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void aRestrictedPartOfTheApiNeedsItsHeader() throws Exception {
    String rest = "This API is restricted, expecting header 'key'";
    assertThat(get("/v2/health/live").statusCode()).isEqualTo(403);
    assertThat(get("/v2/health/live", "key", "closed").body())
        .isEqualTo("{\"error\":\"" + rest + "\"}");
    assertThat(post(INFER).statusCode()).isEqualTo(403);
    assertThat(get("/v2/models/m").statusCode()).isEqualTo(200);
    assertThat(get("/v2/health/live", "Key", "open sesame").statusCode()).isEqualTo(200);

    String grpc =
        "UNAVAILABLE: This protocol is restricted, expecting header 'triton-grpc-protocol-key'";
    assertThatThrownBy(() -> stub().serverLive(ServerLiveRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage(grpc);
    assertThatThrownBy(() -> stub().modelInfer(request())).hasMessage(grpc);
    assertThatThrownBy(
            () ->
                HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance()))
        .hasMessage(grpc);
    assertThat(stub().modelMetadata(ModelMetadataRequest.newBuilder().setName("m").build()))
        .isNotNull();
    assertThat(
            stub("triton-grpc-protocol-key", "open sesame")
                .serverLive(ServerLiveRequest.getDefaultInstance())
                .getLive())
        .isTrue();
  }

  @Test
  void headersBecomeParametersAndWinOverThem() throws Exception {
    HttpResponse<String> answer = post(INFER, "key", "open sesame", "X-Tenant", "theirs");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(parameters()).isEqualTo(Map.of("x-tenant", "theirs", "own", 1L));

    assertThat(
            stub("triton-grpc-protocol-key", "open sesame", "x-tenant", "ours")
                .modelInfer(request()))
        .isNotNull();
    assertThat(parameters()).isEqualTo(Map.of("x-tenant", "ours"));
  }

  @Test
  void aReservedHeaderIsRefused() throws Exception {
    String text = "Header 'priority' is reserved for Triton usage and cannot be forwarded.";

    HttpResponse<String> answer = post(INFER, "key", "open sesame", "priority", "1");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("{\"error\":\"" + text + "\"}");

    assertThatThrownBy(
            () ->
                stub("triton-grpc-protocol-key", "open sesame", "priority", "1")
                    .modelInfer(request()))
        .hasMessage("INVALID_ARGUMENT: " + text);
    assertThat(server.engine().requests()).isEmpty();
    assertThat(server.bodyBytes()).isZero();
    assertThat(server.openLeases()).isZero();
  }

  private Map<String, Object> parameters() {
    var requests = server.engine().requests();
    return requests.get(requests.size() - 1).options().parameters();
  }

  private GRPCInferenceServiceBlockingStub stub(String... headers) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static ModelInferRequest request() {
    return ModelInferRequest.newBuilder()
        .setModelName("m")
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName("x")
                .setDatatype("FP32")
                .addShape(1)
                .setContents(InferTensorContents.newBuilder().addFp32Contents(1)))
        .build();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(to(path, headers).GET().build());
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    return send(
        to("/v2/models/m/infer", headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder to(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + server.httpPort() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
