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
