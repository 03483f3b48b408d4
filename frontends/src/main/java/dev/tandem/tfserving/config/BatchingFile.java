package dev.tandem.tfserving.config;

import com.google.protobuf.Int64Value;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.proto.tfserving.BatchingParameters;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Batching parameters as TensorFlow Serving's users write them, for all models or for one version.
 *
 * @param threads how many batches run at a time, where the file says so
 */
public record BatchingFile(TfServingBatching batching, OptionalInt threads) {
  /** Where there is no file. */
  public static final BatchingFile DEFAULT =
      new BatchingFile(TfServingBatching.DEFAULT, OptionalInt.empty());

  /** What a version folder has where it batches by parameters of its own. */
  public static final String IN_VERSION_FOLDER = "batching_params.pbtxt";

  /** Throws {@link TfServingException} where the file cannot be read or is not in order. */
  public static BatchingFile read(Path file) {
    BatchingParameters.Builder parameters = BatchingParameters.newBuilder();
    ProtoTextFile.merge(file, parameters);
    try {
      return of(parameters.build());
    } catch (ConfigException e) {
      throw TfServingException.invalidArgument(e.finding().reason());
    }
  }

  /** Throws {@link ConfigException} where the parameters contradict each other. */
  static BatchingFile of(BatchingParameters parameters) {
    TfServingBatching defaults = TfServingBatching.DEFAULT;
    int maxRows =
        parameters.hasMaxBatchSize()
            ? count("max_batch_size", parameters.getMaxBatchSize())
            : defaults.maxBatchRows();
    boolean splits = parameters.getEnableLargeBatchSplitting().getValue();
    TfServingBatching batching =
        new TfServingBatching(
            maxRows,
            parameters.hasBatchTimeoutMicros()
                ? parameters.getBatchTimeoutMicros().getValue()
                : defaults.timeoutMicros(),
            parameters.hasMaxEnqueuedBatches()
                ? count("max_enqueued_batches", parameters.getMaxEnqueuedBatches())
                : defaults.maxEnqueuedBatches(),
            sizes(parameters.getAllowedBatchSizesList()),
            parameters.getPadVariableLengthInputs(),
            splits && parameters.hasMaxExecutionBatchSize()
                ? count("max_execution_batch_size", parameters.getMaxExecutionBatchSize())
                : maxRows);
    return new BatchingFile(batching, threads(parameters));
  }

  private static OptionalInt threads(BatchingParameters parameters) {
    if (!parameters.hasNumBatchThreads()) {
      return OptionalInt.empty();
    }
    int threads = count("num_batch_threads", parameters.getNumBatchThreads());
    if (threads < 1) {
      throw new ConfigException("num_batch_threads: " + threads + " (expected: >= 1)");
    }
    return OptionalInt.of(threads);
  }

  private static List<Integer> sizes(List<Long> sizes) {
    return sizes.stream().map(size -> count("allowed_batch_sizes", size)).toList();
  }

  private static int count(String name, Int64Value value) {
    return count(name, value.getValue());
  }

  private static int count(String name, long value) {
    if (value != (int) value) {
      throw new ConfigException(
          name + ": " + value + " (expected: at most " + Integer.MAX_VALUE + ")");
    }
    return (int) value;
  }
}
