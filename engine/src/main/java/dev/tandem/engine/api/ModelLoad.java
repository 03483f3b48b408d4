package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to load.
 *
 * @param version the only version to load or load again, beside those that serve; none for all that
 *     the model's version policy wants
 * @param config the text of a config.pbtxt to use in place of the model's own
 * @param files a model in place of the one on disk: the content of each file by its path, such as
 *     {@code 1/model.onnx}
 */
public record ModelLoad(
    String name, OptionalLong version, Optional<String> config, Map<String, byte[]> files) {
  public ModelLoad {
    requireNonNull(name, "name");
    requireNonNull(version, "version");
    requireNonNull(config, "config");
    files = Map.copyOf(files);
  }

  /** All of model {@code name}, as it is on disk. */
  public static ModelLoad of(String name) {
    return new ModelLoad(name, OptionalLong.empty(), Optional.empty(), Map.of());
  }
}
