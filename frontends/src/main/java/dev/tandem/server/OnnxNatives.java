package dev.tandem.server;

import java.nio.file.Path;
import java.util.Optional;

/** Where ONNX Runtime takes its libraries from: its own setting, which the launcher gives. */
final class OnnxNatives {
  private static final String PROPERTY = "onnxruntime.native.path";

  private OnnxNatives() {}

  /** Empty where they are in its jar. */
  static Optional<Path> folder() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);
  }
}
