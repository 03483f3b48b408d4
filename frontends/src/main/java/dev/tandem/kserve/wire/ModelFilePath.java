package dev.tandem.kserve.wire;

import java.util.Arrays;
import java.util.Set;

/** The path of a file inside of a model's folder, such as {@code 1/model.onnx}. */
final class ModelFilePath {
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  private ModelFilePath() {}

  /** Whether {@code path} leads to a file in the folder that it starts from. */
  static boolean isInside(String path) {
    return path.chars().noneMatch(c -> c == '\\' || c == 0)
        && Arrays.stream(path.split("/", -1)).noneMatch(NO_NAMES::contains);
  }
}
