package dev.tandem.engine.backend;

import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.ModelConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A way to execute models of one kind. All of its faults are {@link
 * dev.tandem.engine.api.ServingException}s.
 */
public interface Backend {
  /** The name that a configuration's {@code backend} field asks for. */
  String name();

  /**
   * What the file at {@code model} says of its inputs and outputs, read without loading it; empty
   * where files say nothing.
   */
  Optional<GraphInfo> describe(Path model);

  /**
   * Whether an instance's first run is slower than later ones, so that it pays to make it early.
   */
  default boolean isSlowAtFirst() {
    return false;
  }

  /**
   * The GPUs that its models may run on. The first call may take as long as starting a GPU does;
   * nobody asks for a model that wants none.
   */
  default GpuSupport gpus() {
    return GpuSupport.notBuiltIn("the backend '" + name() + "' runs on the CPU only");
  }

  /**
   * Whether opening a model of {@code config} starts threads that will run it: these have the
   * priority of the thread that opens it.
   */
  default boolean startsThreads(ModelConfig config) {
    return false;
  }

  /** Loads a model version, all or nothing. */
  BackendModel open(ModelSource source);

  /**
   * A model version to load.
   *
   * @param path the model file, or the folder that stands in its place
   * @param config normalised, completed and checked
   */
  record ModelSource(String name, long version, Path path, ModelConfig config) {}
}
