package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
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
  private Labels() {}

  static Map<String, List<String>> read(ModelConfig config, Path modelFolder) throws IOException {
    Map<String, List<String>> labels = new HashMap<>();
    for (ModelOutput output : config.outputs()) {
      if (!output.labelFilename().isEmpty()) {
        Path file = modelFolder.resolve(output.labelFilename()).normalize();
        if (!file.startsWith(modelFolder.normalize())) {
          throw new ConfigException(
              "label_filename '"
                  + output.labelFilename()
                  + "' of output '"
                  + output.name()
                  + "' is outside of the model's folder");
        }
        if (!Files.isRegularFile(file)) {
          throw new ConfigException(
              "unable to open label file '" + file + "' of output '" + output.name() + "'");
        }
        labels.put(output.name(), Files.readAllLines(file));
      }
    }
    return labels;
  }
}
