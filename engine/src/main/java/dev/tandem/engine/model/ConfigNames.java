package dev.tandem.engine.model;

import dev.tandem.engine.tensor.DataType;

/** How configurations, and the texts about them, name what the protocols name otherwise. */
public final class ConfigNames {
  private ConfigNames() {}

  public static String of(DataType type) {
    return type == DataType.BYTES ? "TYPE_STRING" : "TYPE_" + type;
  }

  public static String of(BatchInput.Kind kind) {
    return "BATCH_" + kind;
  }

  public static String of(BatchOutput.Kind kind) {
    return "BATCH_" + kind;
  }
}
