package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.ContractServer.assertRefused;
import static dev.tandem.tfserving.contract.Protos.floats;
import static dev.tandem.tfserving.contract.Protos.predict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.testing.TestServer;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of metrics: where it is, and what calls leave there. */
class TfContractMonitoringTest {
  private static final String PATH = "/monitoring/prometheus/metrics";
  private static final String ENABLED = "prometheus_config { enable: true }";

  @TempDir private Path folder;

  @Test
  void countsCallsThroughEveryDoor() throws IOException {
    try (ContractServer server = start(ENABLED)) {
      assertThat(
              server
                  .predictions()
                  .predict(predict("half_plus_two", "x", floats(1)))
                  .getOutputsCount())
          .isEqualTo(1);
      assertRefused(
          () -> server.predictions().predict(predict("foo", "x", floats(1))),
          Status.Code.NOT_FOUND,
          "Servable not found for request: Latest(foo)");
      server.post("/v1/models/half_plus_two:predict", "{\"instances\": [1]}");
      server.post("/v1/models/half_plus_two:predict", "{}");
      server.get("/v1/models/half_plus_two");
      server.get("/v1/models/half_plus_two/metadata");
      server.get("/v1/x");
      server.send("OPTIONS", "/v1/models/half_plus_two", "");

      String page = page(server);

      assertThat(page)
          .contains(count("half_plus_two", "OK") + 4 + "\n")
          .contains(count("half_plus_two", "INVALID_ARGUMENT") + 1 + "\n")
          .contains(count("", "NOT_FOUND") + 1 + "\n")
          .contains(count("", "INVALID_ARGUMENT") + 2 + "\n")
          .contains(latency("Predict", "GRPC") + 1 + "\n")
          .contains(latency("predict", "REST") + 1 + "\n")
          .contains(latency("", "REST") + 2 + "\n")
          .contains(
              ":tensorflow:serving:runtime_latency_count"
                  + "{model_name=\"half_plus_two\",API=\"Predict\",runtime=\"ONNX\"} 2\n")
          .contains(
              ":tensorflow:cc:saved_model:load_attempt_count{model_path=\""
                  + folder.resolve("half_plus_two/123")
                  + "\",status=\"success\"} 1\n")
          .contains("\nnv_inference_request_success{model=\"half_plus_two\",version=\"123\",} 2.0")
          .endsWith("\n");
    }
  }

  @Test
  void isAtExactlyOnePath() throws IOException {
    try (ContractServer server = start(ENABLED)) {
      assertThat(server.get(PATH).header("Content-Type")).startsWith("text/plain");
      RestReply withQuery = server.get(PATH + "?x=1");
      assertThat(withQuery.status()).isEqualTo(400);
      assertThat(withQuery.body())
          .isEqualTo("Unexpected path: " + PATH + "?x=1. Should be " + PATH);
      assertThat(server.get(PATH + "/").status()).isEqualTo(404);
      assertThat(server.get(PATH.toUpperCase(Locale.ROOT)).status()).isEqualTo(404);
    }
  }

  @Test
  void isAtThePathThatIsGiven() throws IOException {
    try (ContractServer server = start("prometheus_config { enable: true path: '/tf/metrics' }")) {
      assertThat(page(server, "/tf/metrics")).contains(":tensorflow:serving:request_count");
      assertThat(server.get(PATH).status()).isEqualTo(404);
    }
  }

  @Test
  void isNowhereUnlessEnabled() throws IOException {
    try (ContractServer server = start("")) {
      assertThat(server.get(PATH).status()).isEqualTo(404);
    }
  }

  @Test
  void showsTritonsMetricsAloneWhereNothingIsSaid() throws IOException {
    try (ContractServer server = ContractServer.start(folder)) {
      assertThat(page(server)).contains("nv_inference_count").doesNotContain(":tensorflow:");
    }
  }

  @Test
  void doesNotStartWithAFileThatCannotBeRead() throws IOException {
    Path config = Files.writeString(folder.resolve("broken.config"), "prometheus_config {");

    assertThatThrownBy(() -> TestServer.start("--model-repository=" + folder, flag(config)).close())
        .hasMessageContaining(
            "Failed to start server. Error: INVALID_ARGUMENT: Invalid protobuf file: '"
                + config
                + "'");
  }

  private ContractServer start(String monitoring) throws IOException {
    Path config = Files.writeString(folder.resolve("monitoring.config"), monitoring);
    return ContractServer.start(folder, flag(config));
  }

  private static String flag(Path config) {
    return "--monitoring_config_file=" + config;
  }

  private static String page(ContractServer server) {
    return page(server, PATH);
  }

  private static String page(ContractServer server, String path) {
    RestReply reply = server.get(path);
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }

  private static String count(String model, String status) {
    return ":tensorflow:serving:request_count{model_name=\"%s\",status=\"%s\"} "
        .formatted(model, status);
  }

  private static String latency(String api, String entrypoint) {
    return ":tensorflow:serving:request_latency_count"
        + "{model_name=\"half_plus_two\",API=\"%s\",entrypoint=\"%s\"} ".formatted(api, entrypoint);
  }
}
