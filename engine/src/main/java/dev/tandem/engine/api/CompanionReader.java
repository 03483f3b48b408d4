package dev.tandem.engine.api;

import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a dialect wants to know of a version beside its tensors, once, when it is loaded. The
 * engine keeps it with the version and does not look into it.
 */
@FunctionalInterface
public interface CompanionReader {
  /** Reads nothing. */
  CompanionReader NONE = version -> Optional.empty();

  /** Whatever it throws fails the load, with its message as the reason. */
  Optional<?> read(VersionContents version) throws IOException;

  /**
   * A version that is about to be opened.
   *
   * @param inputs as its graph view will have them
   * @param outputs as its graph view will have them
   * @param graph what the model file says of itself, where it says something
   */
  record VersionContents(
      String model,
      long version,
      Path folder,
      List<ModelInputSpec> inputs,
      List<TensorSpec> outputs,
      Optional<GraphInfo> graph) {
    public VersionContents {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }
}
