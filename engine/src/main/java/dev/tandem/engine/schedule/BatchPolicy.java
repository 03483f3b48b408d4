package dev.tandem.engine.schedule;

import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Direct;
import dev.tandem.engine.model.SequenceBatching.Oldest;
import dev.tandem.engine.model.TfServingBatching;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * How the requests of a model are joined into batches.
 *
 * @param joins whether requests run together at all
 * @param maxRows most rows of requests that run together; one request may bring more by itself
 * @param preferredRows sizes that are worth waiting for, ascending; the last of them ends any wait
 * @param maxDelayNs longest wait of the oldest request for a preferred size
 * @param ordered whether answers leave in the order of the requests
 * @param padding how a batch is brought to a shape that the model likes
 * @param tfServing TensorFlow Serving's parameters, where they made the policy
 */
public record BatchPolicy(
    boolean joins,
    int maxRows,
    List<Integer> preferredRows,
    long maxDelayNs,
    boolean ordered,
    QueueRules queue,
    Padding padding,
    Optional<TfServingBatching> tfServing) {
  /** So long that nobody sees its end, and so short that it can be added to any moment. */
  private static final long LONGEST_DELAY_NS = TimeUnit.DAYS.toNanos(365);

  public BatchPolicy {
    maxDelayNs = addable(maxDelayNs);
    preferredRows = preferredRows.stream().sorted().distinct().toList();
    if (preferredRows.isEmpty()) {
      throw new IllegalArgumentException("preferredRows: [] (expected: at least one)");
    }
  }

  /** A time of a configuration, whose numbers have no sign, as one that can be added. */
  static long addable(long ns) {
    return ns < 0 ? LONGEST_DELAY_NS : Math.min(ns, LONGEST_DELAY_NS);
  }

  /**
   * How a batch is filled up before it runs.
   *
   * @param allowedRows sizes that a batch is padded up to, ascending; empty for any size
   * @param variableLengths whether inner dimensions are padded to the largest of the batch
   */
  public record Padding(List<Integer> allowedRows, boolean variableLengths) {
    static final Padding NONE = new Padding(List.of(), false);

    public Padding {
      allowedRows = List.copyOf(allowedRows);
    }

    /** The size that a batch of {@code rows} runs with; without any rows, nothing is added. */
    public int rowsFor(int rows) {
      if (rows == 0) {
        return 0;
      }
      for (int allowed : allowedRows) {
        if (allowed >= rows) {
          return allowed;
        }
      }
      return rows;
    }
  }

  /** What {@code config} asks for; without a dynamic batcher each request runs by itself. */
  public static BatchPolicy of(ModelConfig config) {
    int maxRows = Math.max(1, config.maxBatchSize());
    if (config.scheduling() instanceof SequenceBatching sequences) {
      return ofSequences(sequences, maxRows);
    }
    if (!(config.scheduling() instanceof DynamicBatching batching)) {
      return new BatchPolicy(
          false, maxRows, List.of(1), 0, false, QueueRules.NONE, Padding.NONE, Optional.empty());
    }
    List<Integer> preferred = batching.preferredBatchSizes();
    return new BatchPolicy(
        true,
        maxRows,
        preferred.isEmpty() ? List.of(maxRows) : preferred,
        TimeUnit.MICROSECONDS.toNanos(batching.maxQueueDelayMicros()),
        batching.preserveOrdering(),
        QueueRules.of(batching),
        Padding.NONE,
        Optional.empty());
  }

  private static BatchPolicy ofSequences(SequenceBatching batching, int maxRows) {
    List<Integer> preferred = List.of(maxRows);
    long maxDelayMicros = 0;
    boolean ordered = false;
    if (batching.strategy().orElse(null) instanceof Oldest oldest) {
      preferred = oldest.preferredBatchSizes().isEmpty() ? preferred : oldest.preferredBatchSizes();
      maxDelayMicros = oldest.maxQueueDelayMicros();
      ordered = oldest.preserveOrdering();
    } else if (batching.strategy().orElse(null) instanceof Direct direct) {
      // From the share of slots on that is enough, any size is as good as another.
      int enough = (int) Math.ceil(direct.minimumSlotUtilization() * maxRows);
      preferred = IntStream.rangeClosed(Math.max(1, enough), maxRows).boxed().toList();
      maxDelayMicros = direct.maxQueueDelayMicros();
    }
    return new BatchPolicy(
        maxRows > 1,
        maxRows,
        preferred.isEmpty() ? List.of(maxRows) : preferred,
        TimeUnit.MICROSECONDS.toNanos(maxDelayMicros),
        ordered,
        QueueRules.NONE,
        Padding.NONE,
        Optional.empty());
  }

  /** What TensorFlow Serving's parameters ask for. */
  public static BatchPolicy of(TfServingBatching batching) {
    return new BatchPolicy(
        true,
        batching.maxExecutionRows(),
        List.of(batching.maxExecutionRows()),
        TimeUnit.MICROSECONDS.toNanos(batching.timeoutMicros()),
        false,
        QueueRules.NONE,
        new Padding(batching.allowedBatchRows(), batching.padVariableLengths()),
        Optional.of(batching));
  }

  /** The same for a model whose answers someone else brings into order. */
  public BatchPolicy unordered() {
    return new BatchPolicy(
        joins, maxRows, preferredRows, maxDelayNs, false, queue, padding, tfServing);
  }

  int largestPreferredRows() {
    return preferredRows.get(preferredRows.size() - 1);
  }

  boolean isPreferred(int rows) {
    for (int preferred : preferredRows) {
      if (preferred >= rows) {
        return preferred == rows;
      }
    }
    return false;
  }

  /** The rows that {@code rows} lack to the next preferred size. */
  int rowsMissing(int rows) {
    for (int preferred : preferredRows) {
      if (preferred > rows) {
        return preferred - rows;
      }
    }
    return 0;
  }
}
