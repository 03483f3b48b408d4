package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The file that holds a model's configuration: config.pbtxt, or the one that the settings name. */
final class ConfigFile {
  /** Far more than the largest that anybody writes by hand or by script. */
  static final int MAX_BYTES = 1 << 20;

  private static final String NAME = "config.pbtxt";

  private ConfigFile() {}

  /** What it says; nothing but the folder's name where there is none. */
  static ModelConfig read(ModelFolder folder, RepositorySettings settings) {
    Path file = find(folder, settings);
    String subject = folder.path().relativize(file).toString();
    if (isThere(file)) {
      return ConfigText.read(text(file, subject), folder.name());
    }
    if (settings.autoComplete()) {
      return ModelConfig.EMPTY.withName(folder.name());
    }
    throw new ConfigException(
        Finding.of(
                "model '"
                    + folder.name()
                    + "' has no "
                    + subject
                    + ", which it needs because configurations are not completed from the model")
            .at(Stage.POLL));
  }

  private static Path find(ModelFolder folder, RepositorySettings settings) {
    return settings
        .configName()
        .map(name -> folder.path().resolve("configs").resolve(name + ".pbtxt"))
        .filter(ConfigFile::isThere)
        .orElse(folder.path().resolve(NAME));
  }

  /** A link that leads nowhere is there too, and read to say so. */
  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static String text(Path file, String subject) {
    try {
      return TextFile.read(file, subject, MAX_BYTES);
    } catch (ConfigException | IOException e) {
      throw new ConfigException(Findings.of(e).at(Stage.POLL), e);
    }
  }
}
