package dev.tandem.server;

import dev.tandem.engine.gpu.GpuProbe;
import java.nio.file.Path;
import java.util.Optional;

/** Where ONNX Runtime takes its libraries from, by its own setting, which the launcher gives. */
final class OnnxNatives {
  private static final String PROPERTY = "onnxruntime.native.path";

  /** The one of this process, which looks when it is first asked. */
  static final GpuProbe PROBE = new GpuProbe(folder().orElse(null));

  private OnnxNatives() {}

  /** Empty where they are in its jar. */
  static Optional<Path> folder() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);
  }
}
