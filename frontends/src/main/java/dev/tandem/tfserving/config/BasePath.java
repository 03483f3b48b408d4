package dev.tandem.tfserving.config;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where the versions of a model lie: an absolute path, which may be written as a file URI. */
final class BasePath {
  private static final String FILE_SCHEME = "file://";

  private BasePath() {}

  static Path of(String model, String text) {
    String path = text.startsWith(FILE_SCHEME) ? text.substring(FILE_SCHEME.length()) : text;
    if (path.contains("://")) {
      throw invalidArgument(
          "Model " + model + " is on a file system that is not supported: base_path()=" + text);
    }
    try {
      Path absolute = Path.of(path);
      if (absolute.isAbsolute()) {
        return absolute;
      }
    } catch (InvalidPathException e) {
      throw notAbsolute(model, text);
    }
    throw notAbsolute(model, text);
  }

  private static RuntimeException notAbsolute(String model, String text) {
    return invalidArgument(
        "Expected model " + model + " to have an absolute path or URI; got base_path()=" + text);
  }
}
