package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the class labels of a model's outputs, one a line. */
final class Labels {
  /** Over half a million labels of thirty bytes. */
  static final int MAX_BYTES = 16 << 20;

  private Labels() {}

  static Map<String, List<String>> read(ModelConfig config, Path modelFolder) throws IOException {
    Map<String, List<String>> labels = new HashMap<>();
    for (ModelOutput output : config.outputs()) {
      if (!output.labelFilename().isEmpty()) {
        labels.put(output.name(), read(output, modelFolder));
      }
    }
    return labels;
  }

  /** Reads the labels of an output, if it has some, only to find out whether they can be read. */
  static void check(ModelOutput output, Path modelFolder) throws IOException {
    if (!output.labelFilename().isEmpty()) {
      read(output, modelFolder);
    }
  }

  /** The labels of an output that has some. */
  private static List<String> read(ModelOutput output, Path modelFolder) throws IOException {
    String subject =
        "label_filename '" + output.labelFilename() + "' of output '" + output.name() + "'";
    Path file = modelFolder.resolve(output.labelFilename()).normalize();
    if (!file.startsWith(modelFolder.normalize())) {
      throw new ConfigException(
          Finding.of(Kind.UNSUPPORTED, subject + " is outside of the model's folder"));
    }
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          Finding.of(
              Kind.INTERNAL,
              "unable to open label file '" + file + "' of output '" + output.name() + "'"));
    }
    return TextFile.read(file, subject, MAX_BYTES).lines().toList();
  }
}
