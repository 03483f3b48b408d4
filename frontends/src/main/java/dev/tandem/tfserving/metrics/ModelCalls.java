package dev.tandem.tfserving.metrics;

import dev.tandem.engine.stats.Histogram;
import dev.tandem.engine.stats.HistogramCounts;
import io.grpc.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts the calls for one model name; any thread may add. */
final class ModelCalls {
  private final String name;
  private final LongAdder[] byCode =
      Stream.generate(LongAdder::new).limit(Status.Code.values().length).toArray(LongAdder[]::new);
  private final Map<CallMethod, LatencyHistogram> latencies = new EnumMap<>(CallMethod.class);
  private final Map<CallMethod.Work, LatencyHistogram> runtimes =
      new EnumMap<>(CallMethod.Work.class);
  private final Histogram examples = Histogram.exponential(1, 2, 15);
  private final LongAdder exampleTotal = new LongAdder();

  ModelCalls(String name) {
    this.name = name;
    for (CallMethod method : CallMethod.values()) {
      latencies.put(method, new LatencyHistogram());
    }
    for (CallMethod.Work work : CallMethod.Work.values()) {
      runtimes.put(work, new LatencyHistogram());
    }
  }

  String name() {
    return name;
  }

  void ended(Status.Code code) {
    byCode[code.value()].increment();
  }

  void answered(CallMethod method, long micros) {
    of(latencies, method).add(micros);
  }

  void ran(CallMethod.Work work, long micros) {
    of(runtimes, work).add(micros);
  }

  void examples(int count) {
    examples.add(count);
    exampleTotal.add(count);
  }

  long count(Status.Code code) {
    return byCode[code.value()].sum();
  }

  Optional<HistogramCounts> latency(CallMethod method) {
    return of(latencies, method).snapshot();
  }

  Optional<HistogramCounts> runtime(CallMethod.Work work) {
    return of(runtimes, work).snapshot();
  }

  /** None where no call with examples came. */
  Optional<HistogramCounts> examples() {
    return exampleTotal.sum() == 0 ? Optional.empty() : Optional.of(examples.snapshot());
  }

  long exampleTotal() {
    return exampleTotal.sum();
  }

  private static <K> LatencyHistogram of(Map<K, LatencyHistogram> histograms, K key) {
    return Objects.requireNonNull(histograms.get(key));
  }
}
