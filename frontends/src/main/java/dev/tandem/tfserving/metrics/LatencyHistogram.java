package dev.tandem.tfserving.metrics;

import dev.tandem.engine.stats.Histogram;
import dev.tandem.engine.stats.HistogramCounts;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A histogram of microseconds that takes memory with its first sample; any thread may add. */
final class LatencyHistogram {
  private final AtomicReference<@Nullable Histogram> first = new AtomicReference<>();

  void add(long micros) {
    Histogram histogram = first.get();
    if (histogram == null) {
      Histogram made = Histogram.exponential(10, 1.8, 33);
      histogram = first.compareAndSet(null, made) ? made : first.get();
    }
    if (histogram != null) {
      histogram.add(micros);
    }
  }

  /** None before the first sample. */
  Optional<HistogramCounts> snapshot() {
    return Optional.ofNullable(first.get()).map(Histogram::snapshot);
  }
}
