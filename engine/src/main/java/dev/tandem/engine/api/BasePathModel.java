package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.model.VersionPolicy;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model as TensorFlow Serving's users name it: a folder with one sub-folder for each version.
 *
 * @param labels names for versions, by which clients may call them
 */
public record BasePathModel(
    String name, Path basePath, VersionPolicy versionPolicy, Map<String, Long> labels) {
  public BasePathModel {
    requireNonNull(name, "name");
    requireNonNull(basePath, "basePath");
    requireNonNull(versionPolicy, "versionPolicy");
    labels = Map.copyOf(labels);
  }
}
