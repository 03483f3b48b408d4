package dev.tandem.tfserving.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.stats.EngineCounters;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import io.grpc.Status;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CallMetricsTest {
  private static final Pattern SERIES = Pattern.compile("(?m)^:[^ ]*");

  private final FakeEngine engine =
      new FakeEngine(new NativePool(0), Runnable::run).serve(FakeModels.halfPlusTwo("m", 1));
  private final CallMetrics calls = new CallMetrics(engine);
  private final WarmupMetrics warmups = new WarmupMetrics();
  private final MonitoringPage page = new MonitoringPage(calls, warmups, new EngineCounters());

  @Test
  void countsCallsByModelAndOutcome() {
    calls.begin(CallMethod.GRPC_PREDICT, "m").ended(Status.Code.OK);
    calls.begin(CallMethod.REST_PREDICT, "m").ended(Status.Code.OK);
    calls.begin(CallMethod.REST_OTHER, "m").ended(Status.Code.INVALID_ARGUMENT);

    assertThat(page.text())
        .contains(
            """
            # TYPE :tensorflow:serving:request_count counter
            :tensorflow:serving:request_count{model_name="m",status="OK"} 2
            :tensorflow:serving:request_count{model_name="m",status="INVALID_ARGUMENT"} 1
            """);
  }

  @Test
  void timesCallsThatSucceedByDoorAndKind() {
    calls.begin(CallMethod.GRPC_PREDICT, "m").ended(Status.Code.OK);
    calls.begin(CallMethod.REST_PREDICT, "m").ended(Status.Code.OK);
    calls.begin(CallMethod.REST_OTHER, "m").ended(Status.Code.OK);
    calls.begin(CallMethod.REST_CLASSIFY, "m").ended(Status.Code.INTERNAL);

    assertThat(series("request_latency_count"))
        .containsExactly(
            ":tensorflow:serving:request_latency_count"
                + "{model_name=\"m\",API=\"Predict\",entrypoint=\"GRPC\"}",
            ":tensorflow:serving:request_latency_count"
                + "{model_name=\"m\",API=\"predict\",entrypoint=\"REST\"}",
            ":tensorflow:serving:request_latency_count"
                + "{model_name=\"m\",API=\"\",entrypoint=\"REST\"}");
  }

  @Test
  void timesTheEngineAlikeThroughEveryDoor() {
    for (CallMethod method : List.of(CallMethod.GRPC_PREDICT, CallMethod.REST_PREDICT)) {
      CallRecord record = calls.begin(method, "m");
      record.arrived();
      record.running();
      record.ran();
    }

    assertThat(page.text())
        .contains(
            ":tensorflow:serving:runtime_latency_count"
                + "{model_name=\"m\",API=\"Predict\",runtime=\"ONNX\"} 2\n");
  }

  @Test
  void countsNamesThatNobodyServesTogether() {
    for (int i = 0; i < 5000; i++) {
      calls.begin(CallMethod.GRPC_PREDICT, "nobody" + i).ended(Status.Code.NOT_FOUND);
    }

    assertThat(series("request_count"))
        .containsExactly(":tensorflow:serving:request_count{model_name=\"\",status=\"NOT_FOUND\"}");
    assertThat(page.text()).contains("status=\"NOT_FOUND\"} 5000\n");
  }

  @Test
  void countsModelsThatDoNotServeNowByTheirNames() {
    engine.withdraw("m");

    calls.begin(CallMethod.GRPC_PREDICT, "m").ended(Status.Code.NOT_FOUND);

    assertThat(series("request_count"))
        .containsExactly(
            ":tensorflow:serving:request_count{model_name=\"m\",status=\"NOT_FOUND\"}");
  }

  @Test
  void boundsTheNumberOfModels() {
    for (int i = 0; i < CallMetrics.MAX_MODELS + 10; i++) {
      engine.serve(FakeModels.halfPlusTwo("served" + i, 1));
      calls.begin(CallMethod.GRPC_PREDICT, "served" + i).ended(Status.Code.OK);
    }

    assertThat(calls.all()).hasSize(CallMetrics.MAX_MODELS + 1);
    assertThat(page.text())
        .contains(":tensorflow:serving:request_count{model_name=\"\",status=\"OK\"} 10\n");
  }

  @Test
  void countsExamples() {
    calls.examples("m", 3);
    calls.examples("m", 1);

    assertThat(page.text())
        .contains(":tensorflow:serving:request_example_counts_bucket{model=\"m\",le=\"2\"} 1\n")
        .contains(":tensorflow:serving:request_example_counts_bucket{model=\"m\",le=\"4\"} 2\n")
        .contains(":tensorflow:serving:request_example_count_total{model=\"m\"} 4\n");
  }

  @Test
  void countsWarmups() {
    warmups.replayed("/m/1", "OK", 7, 15_000);
    warmups.replayed("/m/1", "OK", 7, 5_000);

    assertThat(page.text())
        .contains(
            ":tensorflow:serving:model_warmup_latency_bucket"
                + "{model_path=\"/m/1\",status=\"OK\",le=\"10\"} 1\n")
        .contains(
            ":tensorflow:serving:model_warmup_latency_sum{model_path=\"/m/1\",status=\"OK\"} 20\n")
        .contains(
            ":tensorflow:serving:model_warmup_records_read{model_path=\"/m/1\",status=\"OK\"}"
                + " 14\n");
  }

  @Test
  void boundsTheNumberOfWarmups() {
    for (int i = 0; i <= WarmupMetrics.MAX_SERIES; i++) {
      warmups.replayed("/m/" + i, "OK", 1, 1);
    }

    assertThat(warmups.snapshot())
        .hasSize(WarmupMetrics.MAX_SERIES)
        .noneMatch(warmup -> warmup.path().equals("/m/0"));
  }

  @Test
  void hasEveryMetricFromTheStart() {
    assertThat(page.text().lines().filter(line -> line.startsWith("#")))
        .containsExactly(
            "# TYPE :tensorflow:cc:saved_model:load_attempt_count counter",
            "# TYPE :tensorflow:cc:saved_model:load_latency counter",
            "# TYPE :tensorflow:serving:batching_session:input_batch_size histogram",
            "# TYPE :tensorflow:serving:batching_session:padding_size histogram",
            "# TYPE :tensorflow:serving:batching_session:processed_batch_size histogram",
            "# TYPE :tensorflow:serving:batching_session:queuing_latency histogram",
            "# TYPE :tensorflow:serving:batching_session:wrapped_run_count counter",
            "# TYPE :tensorflow:serving:model_warmup_latency histogram",
            "# TYPE :tensorflow:serving:model_warmup_records_read counter",
            "# TYPE :tensorflow:serving:request_count counter",
            "# TYPE :tensorflow:serving:request_example_count_total counter",
            "# TYPE :tensorflow:serving:request_example_counts histogram",
            "# TYPE :tensorflow:serving:request_latency histogram",
            "# TYPE :tensorflow:serving:runtime_latency histogram");
    assertThat(page.text())
        .contains(":tensorflow:serving:batching_session:wrapped_run_count{} 0\n")
        .contains("queuing_latency_count{thread_pool_name=\"\"} 0\n");
  }

  private List<String> series(String metric) {
    return SERIES
        .matcher(page.text())
        .results()
        .map(match -> match.group())
        .filter(line -> line.startsWith(":tensorflow:serving:" + metric + "{"))
        .toList();
  }
}
