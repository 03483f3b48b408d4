package dev.tandem.engine.model;

import java.util.List;

/**
 * Server-side batching as TensorFlow Serving's batching parameters describe it.
 *
 * @param maxBatchRows most rows of one request, and of a batch unless large ones are split
 * @param timeoutMicros longest wait of the oldest request for a fuller batch
 * @param maxEnqueuedBatches how many batches may wait
 * @param allowedBatchRows sizes that batches are padded up to, ascending; empty for any size
 * @param padVariableLengths whether requests of unequal inner dimensions are padded to fit together
 * @param maxExecutionRows most rows of one execution, smaller than {@code maxBatchRows} only where
 *     large requests are split
 */
public record TfServingBatching(
    int maxBatchRows,
    long timeoutMicros,
    int maxEnqueuedBatches,
    List<Integer> allowedBatchRows,
    boolean padVariableLengths,
    int maxExecutionRows) {
  private static final int DEFAULT_MAX_BATCH_ROWS = 1000;
  private static final int DEFAULT_MAX_ENQUEUED_BATCHES = 10;

  /** What applies where no parameter is given. */
  public static final TfServingBatching DEFAULT =
      new TfServingBatching(
          DEFAULT_MAX_BATCH_ROWS,
          0,
          DEFAULT_MAX_ENQUEUED_BATCHES,
          List.of(),
          false,
          DEFAULT_MAX_BATCH_ROWS);

  public TfServingBatching {
    allowedBatchRows = List.copyOf(allowedBatchRows);
    requirePositive("max_batch_size", maxBatchRows);
    requirePositive("max_enqueued_batches", maxEnqueuedBatches);
    requirePositive("max_execution_batch_size", maxExecutionRows);
    if (timeoutMicros < 0) {
      throw new ConfigException("batch_timeout_micros: " + timeoutMicros + " (expected: >= 0)");
    }
    if (maxExecutionRows > maxBatchRows) {
      throw new ConfigException(
          "max_execution_batch_size: "
              + maxExecutionRows
              + " (expected: at most max_batch_size, "
              + maxBatchRows
              + ")");
    }
    requireAllowed(allowedBatchRows, maxBatchRows);
  }

  /** Whether a request larger than one execution runs as several. */
  public boolean splitsLargeRequests() {
    return maxExecutionRows < maxBatchRows;
  }

  /** How many rows may wait, in batches as large as they may be. */
  public long maxEnqueuedRows() {
    return (long) maxEnqueuedBatches * maxExecutionRows;
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new ConfigException(name + ": " + value + " (expected: >= 1)");
    }
  }

  private static void requireAllowed(List<Integer> rows, int maxBatchRows) {
    int before = 0;
    for (int size : rows) {
      if (size <= before) {
        throw new ConfigException(
            "allowed_batch_sizes entries must be monotonically increasing; got " + rows);
      }
      before = size;
    }
    if (!rows.isEmpty() && before != maxBatchRows) {
      throw new ConfigException(
          "Last entry in allowed_batch_sizes must match max_batch_size; last entry was "
              + before
              + "; expected "
              + maxBatchRows);
    }
  }
}
