package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A version as TensorFlow saves it, which somebody has yet to convert. */
final class SavedModel {
  private static final List<String> GRAPHS = List.of("saved_model.pb", "saved_model.pbtxt");

  /** Where Triton's users put it in a version. */
  private static final String FOLDER = "model.savedmodel";

  private SavedModel() {}

  /** Whether a version that holds {@code files} is one. */
  static boolean isAmong(Set<String> files) {
    return GRAPHS.stream().anyMatch(files::contains) || files.contains(FOLDER);
  }

  /** Whether that is all that the version in {@code folder} has to offer. */
  static boolean isIn(Path folder) {
    return !Files.exists(folder.resolve(ConfigDefaults.ONNX_FILENAME))
        && (hasGraph(folder) || hasGraph(folder.resolve(FOLDER)));
  }

  /** Refuses the version in {@code folder} if it is one. */
  static void refuse(Path folder) {
    if (isIn(folder)) {
      throw new ConfigException(refusal(folder));
    }
  }

  private static Finding refusal(Path folder) {
    Path saved = hasGraph(folder) ? folder : folder.resolve(FOLDER);
    return Finding.of(
        Kind.UNSUPPORTED,
        "a TensorFlow SavedModel is served once it is converted to ONNX: python -m tf2onnx.convert"
            + " --saved-model "
            + saved
            + " --output "
            + folder.resolve(ConfigDefaults.ONNX_FILENAME));
  }

  private static boolean hasGraph(Path folder) {
    return GRAPHS.stream().anyMatch(graph -> Files.isRegularFile(folder.resolve(graph)));
  }
}
