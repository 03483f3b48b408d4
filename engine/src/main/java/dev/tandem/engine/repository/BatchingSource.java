package dev.tandem.engine.repository;

import dev.tandem.engine.model.TfServingBatching;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Says how a version under a base path batches, where TensorFlow Serving's parameters do so. */
@FunctionalInterface
public interface BatchingSource {
  /** Leaves every model to its own configuration. */
  BatchingSource NONE = versionFolder -> Optional.empty();

  /**
   * The parameters for the version in {@code versionFolder}; empty where it is left to its own
   * configuration. Whatever this throws fails the load, with its message as the reason.
   */
  Optional<TfServingBatching> of(Path versionFolder) throws IOException;
}
