package dev.tandem.server;

/** The one model that {@code --model_name} and {@code --model_base_path} name. */
public record BasePathModelOptions(String name, String basePath) {
  public BasePathModelOptions {
    if (name.isEmpty() || basePath.isEmpty()) {
      throw new IllegalArgumentException(
          "model: '" + name + "' at '" + basePath + "' (expected: both non-empty)");
    }
  }
}
