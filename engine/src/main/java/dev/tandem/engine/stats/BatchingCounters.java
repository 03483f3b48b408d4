package dev.tandem.engine.stats;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what TensorFlow Serving's batching does in all models together, those that are gone
 * included; any thread may add.
 */
public final class BatchingCounters {
  /** Executions of more sizes than this are not told apart by the size. */
  static final int MAX_SIZES = 1024;

  private static final int SIZE_LIMITS = 14;
  private static final long NS_PER_MICRO = 1000;

  private final Histogram queueMicros = Histogram.exponential(100, 1.2, 52);
  private final Histogram inputRows = sizes();
  private final Histogram processedRows = sizes();
  private final LongAdder runs = new LongAdder();
  private final Map<Integer, Histogram> paddingBySize = new ConcurrentHashMap<>();

  private static Histogram sizes() {
    return Histogram.exponential(1, 2, SIZE_LIMITS);
  }

  /** A request of {@code rows} ran after it had waited. */
  void ran(int rows, long waitedNs) {
    inputRows.add(rows);
    queueMicros.add(Math.max(0, waitedNs) / NS_PER_MICRO);
  }

  /** A batch of {@code rows} was filled up to {@code executedRows} and run. */
  void executed(int rows, int executedRows) {
    runs.increment();
    processedRows.add(executedRows);
    Histogram padding = paddingBySize.get(executedRows);
    if (padding == null && paddingBySize.size() < MAX_SIZES) {
      padding = paddingBySize.computeIfAbsent(executedRows, size -> sizes());
    }
    if (padding != null) {
      padding.add(executedRows - rows);
    }
  }

  public long runs() {
    return runs.sum();
  }

  public HistogramCounts queueMicros() {
    return queueMicros.snapshot();
  }

  /** Of requests. */
  public HistogramCounts inputRows() {
    return inputRows.snapshot();
  }

  /** Of executions, padding included. */
  public HistogramCounts processedRows() {
    return processedRows.snapshot();
  }

  /** Rows that were added to executions, by the size of those. */
  public Map<Integer, HistogramCounts> paddingBySize() {
    Map<Integer, HistogramCounts> bySize = new TreeMap<>();
    paddingBySize.forEach((size, padding) -> bySize.put(size, padding.snapshot()));
    return bySize;
  }
}
