package dev.tandem.ops;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.gpu.GpuReading;
import dev.tandem.engine.stats.DurationTotal;
import dev.tandem.engine.stats.FailureKind;
import dev.tandem.engine.stats.ModelStatistics;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The engine's counters as a Prometheus page, under Triton's names, and the server's memory and
 * GPUs beside them. A series is there as soon as its model is.
 */
public final class MetricsPage {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double NS_PER_SECOND = 1e9;
  private static final long NS_PER_MICRO = 1000;

  private final InferenceEngine engine;
  private final MemoryGauges memory;
  private final GpuReadings gpus;

  public MetricsPage(InferenceEngine engine, MemoryGauges memory, GpuReadings gpus) {
    this.engine = engine;
    this.memory = memory;
    this.gpus = gpus;
  }

  /** Is there at once but for what GPUs have to be asked. */
  public Future<String> text() {
    return gpus.latest().map(this::text);
  }

  private String text(List<GpuReading> gpuReadings) {
    List<Series> series =
        engine.index().stream()
            .filter(status -> status.state() == ModelState.READY)
            .map(ModelVersionStatus::model)
            .distinct()
            .flatMap(name -> engine.readyVersions(name).stream())
            .map(Series::of)
            .toList();
    List<MetricFamilySamples> families = new ArrayList<>();
    families.add(
        counter(
            "nv_inference_request_success",
            "Number of successful inference requests, all batch sizes",
            series,
            stats -> stats.success().count()));
    families.add(failures(series));
    families.add(
        counter(
            "nv_inference_count",
            "Number of inferences performed (does not include cached requests)",
            series,
            ModelStatistics::inferenceCount));
    families.add(
        counter(
            "nv_inference_exec_count",
            "Number of model executions performed (does not include cached requests)",
            series,
            ModelStatistics::executionCount));
    families.add(
        counter(
            "nv_inference_request_duration_us",
            "Cumulative inference request duration in microseconds (includes cached requests)",
            series,
            stats -> micros(stats.success())));
    families.add(
        counter(
            "nv_inference_queue_duration_us",
            "Cumulative inference queuing duration in microseconds (includes cached requests)",
            series,
            stats -> micros(stats.queue())));
    families.add(
        counter(
            "nv_inference_compute_input_duration_us",
            "Cumulative compute input duration in microseconds (does not include cached requests)",
            series,
            stats -> micros(stats.computeInput())));
    families.add(
        counter(
            "nv_inference_compute_infer_duration_us",
            "Cumulative compute inference duration in microseconds (does not include cached requests)",
            series,
            stats -> micros(stats.computeInfer())));
    families.add(
        counter(
            "nv_inference_compute_output_duration_us",
            "Cumulative inference compute output duration in microseconds (does not include cached requests)",
            series,
            stats -> micros(stats.computeOutput())));
    families.add(
        family(
            Collector.Type.GAUGE,
            "nv_inference_pending_request_count",
            "Instantaneous number of pending requests awaiting execution per-model.",
            series,
            ModelStatistics::pendingRequests));
    families.add(
        family(
            Collector.Type.GAUGE,
            "nv_model_load_duration_secs",
            "Model load time in seconds",
            series,
            stats -> stats.loadNs() / NS_PER_SECOND));
    families.add(
        family(
            Collector.Type.GAUGE,
            "tandem_open_sequences",
            "Number of sequences that have begun and not ended",
            series,
            stats -> stats.sequences().open()));
    families.add(
        family(
            Collector.Type.GAUGE,
            "tandem_sequence_state_bytes",
            "Bytes of states that are kept for the next requests of open sequences",
            series,
            stats -> stats.sequences().stateBytes()));
    families.addAll(cacheFamilies(series));
    families.addAll(memory.families());
    families.addAll(GpuFamilies.of(gpuReadings));
    StringWriter page = new StringWriter();
    try {
      TextFormat.write004(page, Collections.enumeration(families));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toString();
  }

  /** Only of models whose answers are kept. */
  private static List<MetricFamilySamples> cacheFamilies(List<Series> all) {
    List<Series> series = all.stream().filter(one -> one.statistics.cache().inUse()).toList();
    if (series.isEmpty()) {
      return List.of();
    }
    return List.of(
        counter(
            "nv_cache_num_hits_per_model",
            "Number of cache hits per model",
            series,
            stats -> stats.cache().hit().count()),
        counter(
            "nv_cache_num_misses_per_model",
            "Number of cache misses per model",
            series,
            stats -> stats.cache().miss().count()),
        counter(
            "nv_cache_hit_duration_per_model",
            "Total cache hit duration per model, in microseconds",
            series,
            stats -> micros(stats.cache().hit())),
        counter(
            "nv_cache_miss_duration_per_model",
            "Total cache miss duration per model, in microseconds",
            series,
            stats -> micros(stats.cache().miss())));
  }

  private static long micros(DurationTotal total) {
    return total.ns() / NS_PER_MICRO;
  }

  private static MetricFamilySamples counter(
      String name, String help, List<Series> series, ToDoubleFunction<ModelStatistics> value) {
    return family(Collector.Type.COUNTER, name, help, series, value);
  }

  private static MetricFamilySamples family(
      Collector.Type type,
      String name,
      String help,
      List<Series> series,
      ToDoubleFunction<ModelStatistics> value) {
    List<Sample> samples =
        series.stream()
            .map(
                one ->
                    new Sample(
                        name,
                        one.labelNames(),
                        one.labelValues(),
                        value.applyAsDouble(one.statistics)))
            .toList();
    return new MetricFamilySamples(name, type, help, samples);
  }

  private static MetricFamilySamples failures(List<Series> series) {
    String name = "nv_inference_request_failure";
    List<Sample> samples = new ArrayList<>();
    for (Series one : series) {
      for (FailureKind kind : FailureKind.values()) {
        List<String> names = new ArrayList<>(one.labelNames());
        List<String> values = new ArrayList<>(one.labelValues());
        names.add("reason");
        values.add(kind.name());
        samples.add(
            new Sample(name, names, values, one.statistics.failures().getOrDefault(kind, 0L)));
      }
    }
    return new MetricFamilySamples(
        name,
        Collector.Type.COUNTER,
        "Number of failed inference requests, all batch sizes",
        samples);
  }

  /** What one model version did, with the labels that say which it is. */
  private record Series(Map<String, String> labels, ModelStatistics statistics) {
    static Series of(ServedModel model) {
      Map<String, String> labels = new LinkedHashMap<>();
      labels.put("model", model.name());
      labels.put("version", Long.toString(model.version()));
      model.config().metricTags().forEach((tag, value) -> labels.put("_" + tag, value));
      return new Series(labels, model.statistics());
    }

    List<String> labelNames() {
      return List.copyOf(labels.keySet());
    }

    List<String> labelValues() {
      return List.copyOf(labels.values());
    }
  }
}
