package dev.tandem.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsPageTest {
  private static final String GOOD =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1,2]}]}";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void countsWhatAModelDidUnderTritonsNames(@TempDir Path repository) throws Exception {
    Path version = Files.createDirectories(repository.resolve("half").resolve("1"));
    Files.write(version.resolve("model.onnx"), OnnxModels.halfPlusTwo());
    try (TestServer server = TestServer.start(repository)) {
      assertThat(get(server.metricsPort(), "/metrics").body())
          .contains("# TYPE nv_inference_request_success counter")
          .contains("nv_inference_request_success{model=\"half\",version=\"1\",} 0.0");

      post(server.httpPort(), "/v2/models/half/infer", GOOD);
      post(server.httpPort(), "/v1/models/half:predict", "{\"instances\":[1,2]}");

      HttpResponse<String> page = get(server.metricsPort(), "/metrics");
      assertThat(page.headers().firstValue("Content-Type")).contains(MetricsPage.CONTENT_TYPE);
      assertThat(page.body())
          .contains("nv_inference_request_success{model=\"half\",version=\"1\",} 2.0")
          .contains("nv_inference_exec_count{model=\"half\",version=\"1\",} 2.0")
          .contains(
              "nv_inference_request_failure{model=\"half\",version=\"1\",reason=\"BACKEND\",} 0.0")
          .contains("nv_inference_pending_request_count{model=\"half\",version=\"1\",} 0.0");
      assertThat(get(server.tfHttpPort(), "/monitoring/prometheus/metrics").body())
          .contains("nv_inference_request_success{model=\"half\",version=\"1\",} 2.0");
      assertThat(page.body())
          .contains("# TYPE tandem_native_leases_open gauge")
          .contains("tandem_in_flight_bytes{where=\"engine\",} 0.0")
          .contains("tandem_in_flight_bytes{where=\"http\",} 0.0");
      assertThat(get(server.metricsPort(), "/metric").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void countsTheCacheOfModelsThatHaveOne(@TempDir Path repository) throws Exception {
    for (String model : new String[] {"half", "plain"}) {
      Path version = Files.createDirectories(repository.resolve(model).resolve("1"));
      Files.write(version.resolve("model.onnx"), OnnxModels.halfPlusTwo());
    }
    Files.writeString(
        repository.resolve("half").resolve("config.pbtxt"), "response_cache { enable: true }");
    try (TestServer server =
        TestServer.start("--model-repository=" + repository, "--cache-config=local,size=1000000")) {
      for (int i = 0; i < 3; i++) {
        post(server.httpPort(), "/v2/models/half/infer", GOOD);
      }
      post(server.httpPort(), "/v1/models/half:predict", "{\"instances\":[1,2]}");

      assertThat(get(server.metricsPort(), "/metrics").body())
          .contains("# TYPE nv_cache_num_hits_per_model counter")
          .contains("nv_cache_num_hits_per_model{model=\"half\",version=\"1\",} 2.0")
          .contains("nv_cache_num_misses_per_model{model=\"half\",version=\"1\",} 2.0")
          .contains("nv_cache_hit_duration_per_model{model=\"half\",version=\"1\",}")
          .contains("nv_cache_miss_duration_per_model{model=\"half\",version=\"1\",}")
          .contains("nv_inference_request_success{model=\"half\",version=\"1\",} 4.0")
          .contains("nv_inference_exec_count{model=\"half\",version=\"1\",} 2.0")
          .doesNotContain("nv_cache_num_hits_per_model{model=\"plain\"");
      assertThat(get(server.httpPort(), "/v2/models/half/versions/1/stats").body())
          .containsPattern("\"cache_hit\":\\{\"count\":2,\"ns\":[1-9]")
          .containsPattern("\"cache_miss\":\\{\"count\":2,\"ns\":[1-9]");
      assertThat(server.openLeases()).isZero();
    }
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void post(int port, String path, String body) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }
}
