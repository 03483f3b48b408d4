package dev.tandem.tfserving.metrics;

import dev.tandem.engine.stats.BatchingCounters;
import dev.tandem.engine.stats.EngineCounters;
import dev.tandem.engine.stats.HistogramCounts;
import dev.tandem.engine.stats.LoadCounters;
import dev.tandem.tfserving.metrics.Metric.Kind;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What was counted, as one page of metrics under TensorFlow Serving's names. */
public final class MonitoringPage {
  private static final String SERVING = "/tensorflow/serving/";
  private static final String BATCHING = SERVING + "batching_session/";
  private static final String SAVED_MODEL = "/tensorflow/cc/saved_model/";
  private static final String RUNTIME = "ONNX";
  private static final long NS_PER_MICRO = 1000;

  private final CallMetrics calls;
  private final WarmupMetrics warmups;
  private final EngineCounters engine;

  public MonitoringPage(CallMetrics calls, WarmupMetrics warmups, EngineCounters engine) {
    this.calls = calls;
    this.warmups = warmups;
    this.engine = engine;
  }

  public String text() {
    return PrometheusText.of(
        Stream.of(loads(engine.loads()), batching(engine.batching()), calls(), warmups())
            .flatMap(List::stream)
            .sorted(Comparator.comparing(Metric::path))
            .toList());
  }

  private List<Metric> calls() {
    return List.of(
        counter(SERVING + "request_count", each(MonitoringPage::endings)),
        histogram(SERVING + "request_latency", each(MonitoringPage::latencies)),
        histogram(SERVING + "runtime_latency", each(MonitoringPage::runtimes)),
        histogram(SERVING + "request_example_counts", each(MonitoringPage::examples)),
        counter(SERVING + "request_example_count_total", each(MonitoringPage::exampleTotals)));
  }

  private List<Series> each(Function<ModelCalls, Stream<Series>> series) {
    return calls.all().stream().flatMap(series).toList();
  }

  private static Stream<Series> endings(ModelCalls model) {
    return Stream.of(Status.Code.values())
        .filter(code -> model.count(code) > 0)
        .map(code -> count(model.count(code), "model_name", model.name(), "status", code.name()));
  }

  private static Stream<Series> latencies(ModelCalls model) {
    return Stream.of(CallMethod.values())
        .flatMap(
            method ->
                model.latency(method).stream()
                    .map(
                        counts ->
                            distribution(
                                counts,
                                "model_name",
                                model.name(),
                                "API",
                                method.api(),
                                "entrypoint",
                                method.entrypoint())));
  }

  private static Stream<Series> runtimes(ModelCalls model) {
    return Stream.of(CallMethod.Work.values())
        .flatMap(
            work ->
                model.runtime(work).stream()
                    .map(
                        counts ->
                            distribution(
                                counts,
                                "model_name",
                                model.name(),
                                "API",
                                work.api(),
                                "runtime",
                                RUNTIME)));
  }

  private static Stream<Series> examples(ModelCalls model) {
    return model.examples().stream().map(counts -> distribution(counts, "model", model.name()));
  }

  private static Stream<Series> exampleTotals(ModelCalls model) {
    return model.examples().stream().map(any -> count(model.exampleTotal(), "model", model.name()));
  }

  private List<Metric> warmups() {
    List<Series> latencies = new ArrayList<>();
    List<Series> records = new ArrayList<>();
    for (WarmupMetrics.Warmup one : warmups.snapshot()) {
      latencies.add(distribution(one.micros(), "model_path", one.path(), "status", one.status()));
      records.add(count(one.records(), "model_path", one.path(), "status", one.status()));
    }
    return List.of(
        histogram(SERVING + "model_warmup_latency", latencies),
        counter(SERVING + "model_warmup_records_read", records));
  }

  private static List<Metric> batching(BatchingCounters counted) {
    List<Series> padding = new ArrayList<>();
    counted
        .paddingBySize()
        .forEach(
            (size, counts) ->
                padding.add(distribution(counts, "execution_batch_size", Integer.toString(size))));
    return List.of(
        histogram(
            BATCHING + "queuing_latency",
            List.of(distribution(counted.queueMicros(), "thread_pool_name", ""))),
        counter(BATCHING + "wrapped_run_count", List.of(count(counted.runs()))),
        histogram(BATCHING + "padding_size", padding),
        histogram(BATCHING + "input_batch_size", List.of(distribution(counted.inputRows()))),
        histogram(
            BATCHING + "processed_batch_size", List.of(distribution(counted.processedRows()))));
  }

  private static List<Metric> loads(LoadCounters counted) {
    List<Series> attempts = new ArrayList<>();
    List<Series> latencies = new ArrayList<>();
    for (LoadCounters.Load load : counted.snapshot()) {
      if (load.failures() > 0) {
        attempts.add(count(load.failures(), "model_path", load.folder(), "status", "fail"));
      }
      if (load.successes() > 0) {
        attempts.add(count(load.successes(), "model_path", load.folder(), "status", "success"));
        latencies.add(count(load.ns() / NS_PER_MICRO, "model_path", load.folder()));
      }
    }
    return List.of(
        counter(SAVED_MODEL + "load_attempt_count", attempts),
        counter(SAVED_MODEL + "load_latency", latencies));
  }

  private static Series count(long value, String... labels) {
    return Series.of(new Series.Count(value), labels);
  }

  private static Series distribution(HistogramCounts counts, String... labels) {
    return Series.of(new Series.Distribution(counts), labels);
  }

  private static Metric counter(String path, List<Series> series) {
    return new Metric(path, Kind.COUNTER, series);
  }

  private static Metric histogram(String path, List<Series> series) {
    return new Metric(path, Kind.HISTOGRAM, series);
  }
}
