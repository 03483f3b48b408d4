package dev.tandem.engine.api;

import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * A model version that is ready: what it expects, what it gives, what it did. Valid for requests
 * until it is unloaded.
 */
public interface ServedModel {
  String name();

  long version();

  /** The configuration as it is in force: normalised and completed. */
  ModelConfig config();

  /**
   * The inputs as clients send them, in the configuration's order, the batch dimension included.
   */
  List<ModelInputSpec> inputs();

  /**
   * The outputs as clients receive them, in the configuration's order, the batch dimension
   * included.
   */
  List<TensorSpec> outputs();

  /** The class labels of an output, or none. */
  List<String> labels(String output);

  ModelStatistics statistics();

  /**
   * The same model with its shapes as the graph has them and without a limit of rows: for dialects
   * that know of no configuration.
   */
  ServedModel graphView();

  /** Whether the shapes are the graph's, not the configuration's. */
  boolean isGraphView();

  /** What a {@link CompanionReader} read of this version, if it is of {@code type}. */
  <T> Optional<T> companion(Class<T> type);

  /** An input, and whether a request may leave it out. */
  record ModelInputSpec(TensorSpec tensor, boolean optional) {}
}
