package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;

/** The name of a model to load, which becomes the name of a folder. */
final class LoadableName {
  private LoadableName() {}

  static String require(String name) {
    if (name.isEmpty()) {
      throw invalid("Model name cannot be empty. Please enter a valid name to deploy.");
    }
    boolean leads = name.equals(".") || name.equals("..");
    if (leads || name.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0)) {
      throw invalid(
          "invalid model name '"
              + name
              + "', model name must not contain path traversal characters");
    }
    return name;
  }

  private static ServingException invalid(String text) {
    return new ServingException(Reason.INVALID_REQUEST, text);
  }
}
