package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.Optimization;
import dev.tandem.engine.model.Scheduling;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.TransactionPolicy;
import java.util.List;
import java.util.Set;

/** What a configuration means where it is silent; each step keeps what is said. */
public final class ConfigDefaults {
  static final String ONNX_BACKEND = "onnxruntime";
  static final String ONNX_PLATFORM = "onnxruntime_onnx";
  static final String ONNX_FILENAME = "model.onnx";

  private static final long SEQUENCE_IDLE_MICROS = 1_000_000;

  private ConfigDefaults() {}

  /**
   * Fills in name, backend, platform and model file name from what is said of each other, from the
   * names of the files in a version's folder, and last from a folder named {@code model.backend}.
   */
  public static ModelConfig backend(ModelConfig config, String folder, Set<String> versionFiles) {
    ModelConfig named = config.name().isEmpty() ? config.withName(folder) : config;
    if (isOnnx(named, versionFiles)) {
      return onnx(named);
    }
    return saysWhatItIs(named) ? named : backendOfName(named, folder);
  }

  private static boolean isOnnx(ModelConfig config, Set<String> versionFiles) {
    if (!config.backend().isEmpty()) {
      return config.backend().equals(ONNX_BACKEND);
    }
    return config.platform().equals(ONNX_PLATFORM)
        || config.defaultModelFilename().equals(ONNX_FILENAME)
        || (!saysWhatItIs(config)
            && (versionFiles.contains(ONNX_FILENAME) || SavedModel.isAmong(versionFiles)));
  }

  private static boolean saysWhatItIs(ModelConfig config) {
    return !config.backend().isEmpty()
        || !config.platform().isEmpty()
        || !config.defaultModelFilename().isEmpty();
  }

  private static ModelConfig onnx(ModelConfig config) {
    ModelConfig result = config.withBackend(ONNX_BACKEND);
    if (result.platform().isEmpty()) {
      result = result.withPlatform(ONNX_PLATFORM);
    }
    return result.defaultModelFilename().isEmpty()
        ? result.withDefaultModelFilename(ONNX_FILENAME)
        : result;
  }

  private static ModelConfig backendOfName(ModelConfig config, String folder) {
    int dot = folder.indexOf('.');
    if (dot < 0) {
      throw new ConfigException(
          "Invalid model name: Could not determine backend for model '"
              + folder
              + "' with no backend in model configuration. Expected model name of the form"
              + " 'model.<backend_name>'.");
    }
    String backend = folder.substring(dot + 1);
    return config.withBackend(backend).withDefaultModelFilename("model." + backend);
  }

  /** Fills in what scheduling and memory settings mean where they are not given. */
  public static ModelConfig scheduling(ModelConfig config) {
    ModelConfig result =
        config.withScheduling(scheduling(config.scheduling(), config.maxBatchSize()));
    if (!(config.scheduling() instanceof Ensemble)) {
      Optimization optimization = config.optimization().orElse(Optimization.NONE);
      return result.withOptimization(optimization.withPinnedMemoryDecided());
    }
    return config.transactionPolicy().isPresent()
        ? result
        : result.withTransactionPolicy(new TransactionPolicy(false));
  }

  private static Scheduling scheduling(Scheduling scheduling, int maxBatchSize) {
    if (scheduling instanceof DynamicBatching batching) {
      return batching.withPreferredBatchSizes(
          preferred(batching.preferredBatchSizes(), maxBatchSize));
    }
    if (scheduling instanceof SequenceBatching batching) {
      return sequences(batching, maxBatchSize);
    }
    return scheduling;
  }

  private static SequenceBatching sequences(SequenceBatching batching, int maxBatchSize) {
    SequenceBatching result = batching;
    if (result.maxSequenceIdleMicros() == 0) {
      result = result.withMaxSequenceIdleMicros(SEQUENCE_IDLE_MICROS);
    }
    if (result.strategy().orElse(null) instanceof SequenceBatching.Oldest oldest) {
      List<Integer> sizes = preferred(oldest.preferredBatchSizes(), maxBatchSize);
      result = result.withStrategy(oldest.withPreferredBatchSizes(sizes));
    }
    return result;
  }

  private static List<Integer> preferred(List<Integer> sizes, int maxBatchSize) {
    return sizes.isEmpty() && maxBatchSize > 0 ? List.of(maxBatchSize) : sizes;
  }
}
