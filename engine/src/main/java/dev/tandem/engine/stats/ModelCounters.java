package dev.tandem.engine.stats;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one model version does; any thread may add, and a reader sees sums that may be a
 * moment apart.
 */
public final class ModelCounters {
  private final long loadNs;
  private final LongAdder pending = new LongAdder();
  private final LongAdder inferences = new LongAdder();
  private final LongAdder executions = new LongAdder();
  private final DurationCounter success = new DurationCounter();
  private final DurationCounter fail = new DurationCounter();
  private final DurationCounter queue = new DurationCounter();
  private final DurationCounter computeInput = new DurationCounter();
  private final DurationCounter computeInfer = new DurationCounter();
  private final DurationCounter computeOutput = new DurationCounter();
  private final DurationCounter cacheHit = new DurationCounter();
  private final DurationCounter cacheMiss = new DurationCounter();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder canceled = new LongAdder();
  private final LongAdder backendFailures = new LongAdder();
  private final LongAdder otherFailures = new LongAdder();
  private final AtomicReferenceArray<BatchCounter> batches;
  private final ResponseCounters responses = new ResponseCounters();
  private final @Nullable BatchingCounters batching;
  private final IntUnaryOperator executedRows;
  private final AtomicLong stateBytes = new AtomicLong();
  private volatile boolean answersAreKept;
  private volatile long openSequences;
  private volatile long lastInferenceMs;

  /** For a model whose executions hold at most {@code maxBatchSize} rows. */
  public ModelCounters(int maxBatchSize, long loadNs) {
    this(maxBatchSize, loadNs, null, IntUnaryOperator.identity());
  }

  /**
   * As the other one, and counts into {@code batching} what TensorFlow Serving's batching does.
   *
   * @param executedRows the size that a batch of some rows is filled up to
   */
  public ModelCounters(
      int maxBatchSize,
      long loadNs,
      @Nullable BatchingCounters batching,
      IntUnaryOperator executedRows) {
    this.loadNs = loadNs;
    this.batching = batching;
    this.executedRows = executedRows;
    batches = new AtomicReferenceArray<>(Math.max(1, maxBatchSize) + 1);
  }

  public void taken() {
    pending.increment();
  }

  /** A taken request left the queue, to run or to fail. */
  public void leftQueue() {
    pending.decrement();
  }

  public void executed(int rows, PhaseTimes times, long nowMs) {
    lastInferenceMs = nowMs;
    executions.increment();
    batchCounter(rows).add(times);
    if (batching != null) {
      batching.executed(rows, executedRows.applyAsInt(rows));
    }
  }

  /**
   * A request of {@code rows} was answered at {@code endNs}; its batch went through {@code times}.
   */
  public void succeeded(int rows, long arrivedNs, long queuedNs, PhaseTimes times, long endNs) {
    inferences.add(rows);
    success.add(endNs - arrivedNs);
    queue.add(times.startNs() - queuedNs);
    computeInput.add(times.inferNs() - times.startNs());
    computeInfer.add(times.outputNs() - times.inferNs());
    computeOutput.add(times.endNs() - times.outputNs());
    if (batching != null) {
      batching.ran(rows, times.startNs() - queuedNs);
    }
  }

  /** A cache keeps the model's answers from here on. */
  public void answersAreKept() {
    answersAreKept = true;
  }

  /** A request was answered out of the cache, where it was looked up as soon as it came. */
  public void cacheHit(long arrivedNs, long endNs) {
    success.add(endNs - arrivedNs);
    queue.add(0);
    cacheHit.add(endNs - arrivedNs);
  }

  /** A request was not in the cache, and the model has run it. */
  public void cacheMiss(long lookupNs) {
    cacheMiss.add(lookupNs);
  }

  /** The model's answer to such a request was put into the cache. */
  public void cacheInserted(long lookupNs, long insertNs) {
    cacheMiss.addNs(insertNs);
    success.addNs(lookupNs + insertNs);
  }

  public void failed(FailureKind kind, long arrivedNs, long endNs) {
    failureCount(kind).increment();
    fail.add(endNs - arrivedNs);
  }

  /** Answer {@code index} to a request of a decoupled model is ready. */
  public void responseSucceeded(int index, long startNs, long outputNs, long endNs) {
    responses.succeeded(index, startNs, outputNs, endNs);
  }

  /** A decoupled model said after {@code index} answers that there are no more. */
  public void responsesEnded(int index, long startNs, long endNs) {
    responses.ended(index, startNs, endNs);
  }

  /** A decoupled model failed where answer {@code index} would have been. */
  public void responseFailed(int index, FailureKind kind, long startNs, long endNs) {
    responses.failed(index, kind, startNs, endNs);
  }

  /** Sequences that have begun and not ended; one thread at a time tells. */
  public void openSequences(long sequences) {
    openSequences = sequences;
  }

  /** So many bytes more are kept for the next requests of sequences. */
  public void stateBytes(long bytes) {
    stateBytes.addAndGet(bytes);
  }

  public ModelStatistics snapshot() {
    List<BatchStatistics> bySize = new ArrayList<>();
    for (int size = 1; size < batches.length(); size++) {
      BatchCounter batch = batches.get(size);
      if (batch != null) {
        bySize.add(batch.snapshot(size));
      }
    }
    Map<FailureKind, Long> failureCounts = new EnumMap<>(FailureKind.class);
    for (FailureKind kind : FailureKind.values()) {
      failureCounts.put(kind, failureCount(kind).sum());
    }
    return new ModelStatistics(
        lastInferenceMs,
        inferences.sum(),
        executions.sum(),
        pending.sum(),
        loadNs,
        success.total(),
        fail.total(),
        queue.total(),
        computeInput.total(),
        computeInfer.total(),
        computeOutput.total(),
        bySize,
        responses.snapshot(),
        failureCounts,
        new SequenceStatistics(openSequences, stateBytes.get()),
        new CacheStatistics(answersAreKept, cacheHit.total(), cacheMiss.total()));
  }

  private LongAdder failureCount(FailureKind kind) {
    return switch (kind) {
      case REJECTED -> rejected;
      case CANCELED -> canceled;
      case BACKEND -> backendFailures;
      case OTHER -> otherFailures;
    };
  }

  private BatchCounter batchCounter(int rows) {
    int size = Math.min(Math.max(1, rows), batches.length() - 1);
    BatchCounter batch = batches.get(size);
    if (batch == null) {
      batches.compareAndSet(size, null, new BatchCounter());
      batch = batches.get(size);
    }
    return batch;
  }

  private static final class BatchCounter {
    private final DurationCounter computeInput = new DurationCounter();
    private final DurationCounter computeInfer = new DurationCounter();
    private final DurationCounter computeOutput = new DurationCounter();

    void add(PhaseTimes times) {
      computeInput.add(times.inferNs() - times.startNs());
      computeInfer.add(times.outputNs() - times.inferNs());
      computeOutput.add(times.endNs() - times.outputNs());
    }

    BatchStatistics snapshot(int size) {
      return new BatchStatistics(
          size, computeInput.total(), computeInfer.total(), computeOutput.total());
    }
  }
}
