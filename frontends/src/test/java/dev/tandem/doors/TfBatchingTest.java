package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.testing.TestServer;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TensorFlow Serving's batching, as its clients meet it. */
@Timeout(120)
class TfBatchingTest {
  private static final String QUEUE_FULL =
      "The batch scheduling queue to which this task was submitted is full; currently 2 batches"
          + " enqueued and max_enqueued_batches is 2";
  private static final String FULL_END = "max_enqueued_batches is 2";
  private static final String TOO_LARGE = "Task size 3 is larger than maximum input batch size 2";
  private static final String CONFIG =
      """
      backend: 'identity' max_batch_size: 4
      input { name: 'X' data_type: TYPE_FP32 dims: -1 }
      output { name: 'Y' data_type: TYPE_FP32 dims: -1 }
      parameters { key: 'execute_delay_ms' value { string_value: '%d' } }
      """;

  /** So long that no test sees its end; a run that nobody waits for is ended before. */
  private static final int FOREVER_MS = 600_000;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private SampleRepository disk;

  @BeforeEach
  void layOut() {
    disk = new SampleRepository(folder);
  }

  private TestServer start(int delayMs, String parameters, String... flags) {
    disk.model("m", CONFIG.formatted(delayMs), 1).file("batching", parameters);
    List<String> all =
        new ArrayList<>(
            List.of(
                "--model_name=m",
                "--model_base_path=" + folder.resolve("m"),
                "--enable_model_warmup=false",
                "--enable_batching",
                "--batching_parameters_file=" + folder.resolve("batching")));
    all.addAll(List.of(flags));
    return TestServer.start(all.toArray(String[]::new));
  }

  @Test
  void refusesWhatIsTooLargeForABatch() throws Exception {
    try (TestServer server = start(0, "max_batch_size { value: 2 }");
        TfCalls calls = new TfCalls(server)) {
      assertThat(calls.predict(2)).isEqualTo("OK");
      assertThat(calls.predict(3)).isEqualTo("INVALID_ARGUMENT " + TOO_LARGE);
      assertThat(calls.rest(2)).isEqualTo("200");
      assertThat(calls.rest(3)).isEqualTo("400 " + TOO_LARGE);
    }
  }

  @Test
  void refusesWhatFindsTheQueueFull() throws Exception {
    String one =
        "max_batch_size { value: 1 } max_enqueued_batches { value: 2 }"
            + " num_batch_threads { value: 1 }";
    try (TestServer server = start(FOREVER_MS, one);
        TfCalls calls = new TfCalls(server)) {
      List<ListenableFuture<PredictResponse>> inside = new ArrayList<>();
      inside.add(calls.start(1));
      inside.add(calls.start(1));
      calls.awaitWaiting(1);
      inside.add(calls.start(1));
      calls.awaitWaiting(2);

      assertThat(calls.predict(1)).isEqualTo("UNAVAILABLE " + QUEUE_FULL);
      assertThat(calls.rest(1)).isEqualTo("503 " + QUEUE_FULL);

      inside.forEach(call -> call.cancel(true));
      calls.awaitWaiting(0);
      assertThat(server.openLeases()).isZero();
    }
  }

  @Test
  void answersAtTheDeadlineWhetherARequestRunsOrWaits() throws Exception {
    try (TestServer server =
            start(FOREVER_MS, "num_batch_threads { value: 1 }", "--rest_api_timeout_in_ms=300");
        TfCalls calls = new TfCalls(server)) {
      List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        sent.add(calls.startRest(1));
      }
      for (CompletableFuture<HttpResponse<String>> each : sent) {
        assertThat(TfCalls.text(each.get(60, TimeUnit.SECONDS)))
            .isEqualTo("504 Timed out waiting for notification");
      }
      assertThatThrownBy(
              () ->
                  calls
                      .stub()
                      .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                      .predict(TfCalls.request(1)))
          .hasMessageStartingWith("DEADLINE_EXCEEDED");
      calls.awaitWaiting(0);
    }
  }

  @Test
  void runsAsManyBatchesAtATimeAsThereAreThreads() throws Exception {
    try (TestServer server = start(0, "num_batch_threads { value: 3 }");
        TfCalls calls = new TfCalls(server)) {
      assertThat(calls.get("/v2/models/m/config")).contains("\"count\":3");
    }
  }

  @Test
  void padsToAnAllowedSizeAndAnswersWithTheRowsAsked() throws Exception {
    String parameters =
        "max_batch_size { value: 8 } allowed_batch_sizes: [4, 8] enable_large_batch_splitting"
            + " { value: true } max_execution_batch_size { value: 4 }";
    try (TestServer server = start(0, parameters);
        TfCalls calls = new TfCalls(server)) {
      assertThat(calls.predict(3)).isEqualTo("OK");
      assertThat(calls.predict(7)).isEqualTo("OK");
      assertThat(calls.rest(5)).isEqualTo("200");
    }
  }

  @Test
  void letsEachVersionBringItsOwnParameters() throws Exception {
    disk.file("m/1/batching_params.pbtxt", "max_batch_size { value: 2 }")
        .file("m/2/model", "without");
    try (TestServer server =
            start(
                0,
                "max_batch_size { value: 1 }",
                "--enable_per_model_batching_parameters",
                "--file_system_poll_wait_seconds=0",
                "--model_config_file=" + config());
        TfCalls calls = new TfCalls(server)) {
      assertThat(calls.predict(3)).as("version 2 has no parameters").isEqualTo("OK");
      assertThat(versioned(calls, 1, 3)).contains(TOO_LARGE);
      assertThat(versioned(calls, 1, 2)).isEqualTo("OK");
    }
  }

  private static String versioned(TfCalls calls, long version, int rows) {
    var request = TfCalls.request(rows).toBuilder();
    request.getModelSpecBuilder().getVersionBuilder().setValue(version);
    try {
      calls.stub().predict(request.build());
      return "OK";
    } catch (StatusRuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Path config() {
    disk.file(
        "models.config",
        "model_config_list { config { name: 'm' base_path: '"
            + folder.resolve("m")
            + "' model_platform: 'onnx' model_version_policy { all {} } } }");
    return folder.resolve("models.config");
  }

  @Test
  void failsTheLoadOfAVersionWhoseParametersContradictEachOther() throws Exception {
    disk.file(
        "m/2/batching_params.pbtxt",
        "max_batch_size { value: 4 } allowed_batch_sizes: 2 allowed_batch_sizes: 3");
    try (TestServer server =
            start(
                0,
                "",
                "--enable_per_model_batching_parameters",
                "--max_num_load_retries=0",
                "--exit-on-error=false",
                "--model_config_file=" + config());
        TfCalls calls = new TfCalls(server)) {
      assertThat(calls.get("/v1/models/m/versions/2"))
          .contains("\"END\"")
          .contains(
              "Last entry in allowed_batch_sizes must match max_batch_size; last entry was 3;"
                  + " expected 4");
      assertThat(calls.predict(9)).isEqualTo("OK");
    }
  }

  @Test
  void leavesModelsOfRepositoriesToTheirConfigurations() throws Exception {
    disk.model("r/t", CONFIG.formatted(0), 1);
    try (TestServer server =
            start(
                0, "num_batch_threads { value: 3 }", "--model-repository=" + folder.resolve("r"));
        TfCalls calls = new TfCalls(server)) {
      assertThat(calls.get("/v2/models/t/config")).contains("\"count\":1");
    }
  }

  @Test
  void staysWellUnderMoreLoadThanItTakes() throws Exception {
    String small =
        "max_batch_size { value: 2 } max_enqueued_batches { value: 2 }"
            + " num_batch_threads { value: 1 }";
    try (TestServer server = start(2, small, "--rest_api_timeout_in_ms=60000");
        TfCalls calls = new TfCalls(server)) {
      List<CompletableFuture<HttpResponse<String>>> rest = new ArrayList<>();
      List<ListenableFuture<PredictResponse>> grpc = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        rest.add(calls.startRest(1 + i % 3));
        grpc.add(calls.start(1 + i % 3));
      }
      for (int i = 0; i < rest.size(); i++) {
        String text = TfCalls.text(rest.get(i).get(60, TimeUnit.SECONDS));
        assertThat(text).matches(i % 3 == 2 ? "400 " + TOO_LARGE : "200|503 .*" + FULL_END);
      }
      for (int i = 0; i < grpc.size(); i++) {
        assertThat(outcome(grpc.get(i)))
            .matches(
                i % 3 == 2 ? "INVALID_ARGUMENT: " + TOO_LARGE : "OK|UNAVAILABLE: .*" + FULL_END);
      }
      assertThat(calls.predict(2)).isEqualTo("OK");
      calls.awaitWaiting(0);
    }
  }

  private static String outcome(ListenableFuture<PredictResponse> call) throws Exception {
    try {
      call.get(60, TimeUnit.SECONDS);
      return "OK";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause() == null ? null : e.getCause().getMessage());
    }
  }
}
