package dev.tandem.tfserving.metrics;

import dev.tandem.engine.stats.Histogram;
import dev.tandem.engine.stats.HistogramCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the recorded requests that version folders bring along; any thread may add. */
public final class WarmupMetrics {
  /** As versions come and go, those that were first are forgotten. */
  static final int MAX_SERIES = 1000;

  private static final long NS_PER_MICRO = 1000;

  private final Map<Key, Counts> counts = new LinkedHashMap<>();

  private record Key(String path, String status) {}

  private record Counts(LongAdder records, Histogram micros) {}

  /** What was counted of one folder and one way to end. */
  record Warmup(String path, String status, long records, HistogramCounts micros) {}

  /** The requests of {@code path} were replayed, or {@code status} says why not all of them. */
  public synchronized void replayed(String path, String status, int records, long ns) {
    Key key = new Key(path, status);
    if (!counts.containsKey(key) && counts.size() == MAX_SERIES) {
      counts.remove(counts.keySet().iterator().next());
    }
    Counts added =
        counts.computeIfAbsent(
            key, first -> new Counts(new LongAdder(), Histogram.exponential(10, 1.8, 33)));
    added.records.add(records);
    added.micros.add(ns / NS_PER_MICRO);
  }

  synchronized List<Warmup> snapshot() {
    List<Warmup> all = new ArrayList<>();
    counts.forEach(
        (key, counted) ->
            all.add(
                new Warmup(
                    key.path, key.status, counted.records.sum(), counted.micros.snapshot())));
    return all;
  }
}
