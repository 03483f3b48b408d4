package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String INFER = "/inference.GRPCInferenceService/ModelInfer";
  private static final String ASKED = "content-type,grpc-timeout,x-grpc-web,x-mine-bin";

  @TempDir private Path repository;

  @Test
  void allowsWhatTheAllowedOriginsAskFor() throws Exception {
    try (TestServer server = start("--http-cors-origins=https://a.org,http://b.org:3000")) {
      for (int port : new int[] {server.httpPort(), server.tfHttpPort()}) {
        HttpResponse<String> answer = preflight(port, INFER, "http://b.org:3000");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(header(answer, "allow-origin")).isEqualTo("http://b.org:3000");
        assertThat(header(answer, "allow-methods")).isEqualTo("GET, POST");
        assertThat(header(answer, "allow-headers")).isEqualTo(ASKED);
        assertThat(header(answer, "max-age")).isEqualTo("7200");
        assertThat(answer.headers().firstValue("vary")).hasValue("Origin");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/nowhere", "/v1/models/m"})
  void letsTheAllowedOriginsReadAnswers(String path) throws Exception {
    try (TestServer server = start("--http-cors-origins=*")) {
      HttpResponse<String> answer = get(server.httpPort(), path, "https://anywhere.org");

      assertThat(header(answer, "allow-origin")).isEqualTo("*");
      assertThat(header(answer, "expose-headers"))
          .contains("grpc-status", "grpc-message", "Inference-Header-Content-Length");
      assertThat(get(server.metricsPort(), "/metrics", "https://a.org").headers().map())
          .doesNotContainKey("access-control-allow-origin");
    }
  }

  @Test
  void leavesOtherOriginsOut() throws Exception {
    try (TestServer server = start("--http-cors-origins=https://a.org")) {
      for (String origin : new String[] {"http://a.org", "https://a.org.evil", "null"}) {
        assertThat(isAllowed(get(server.httpPort(), "/v2", origin))).isFalse();
        assertThat(isAllowed(preflight(server.httpPort(), INFER, origin))).isFalse();
      }
      assertThat(get(server.httpPort(), "/v2", "http://a.org").headers().firstValue("vary"))
          .hasValue("Origin");
    }
  }

  @Test
  void isOffByDefault() throws Exception {
    try (TestServer server = start("--strict-readiness=true")) {
      assertThat(isAllowed(get(server.httpPort(), "/v2", "https://a.org"))).isFalse();
      assertThat(preflight(server.httpPort(), "/v2", "https://a.org").statusCode()).isEqualTo(405);
    }
  }

  private TestServer start(String flag) {
    return TestServer.start("--model-repository=" + repository, flag);
  }

  private static HttpResponse<String> preflight(int port, String path, String origin)
      throws IOException, InterruptedException {
    return send(
        request(port, path, origin)
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", ASKED));
  }

  private static HttpResponse<String> get(int port, String path, String origin)
      throws IOException, InterruptedException {
    return send(request(port, path, origin));
  }

  private static HttpRequest.Builder request(int port, String path, String origin) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Origin", origin);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static boolean isAllowed(HttpResponse<?> answer) {
    return answer.headers().map().keySet().stream().anyMatch(n -> n.startsWith("access-control"));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue("access-control-" + name).orElse("");
  }
}
