package dev.tandem.tfserving.example;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import dev.tandem.tfserving.wire.ModelSpecMessage;

/**
 * One task of a MultiInference request as it came over the wire; written by one thread while it is
 * parsed.
 */
public final class InferenceTaskMessage {
  private static final int MODEL_SPEC = 1 << 3 | WireType.LENGTH;
  private static final int METHOD_NAME = 2 << 3 | WireType.LENGTH;

  private final ModelSpecMessage modelSpec = new ModelSpecMessage();
  private String methodName = "";

  private InferenceTaskMessage() {}

  /** Reads the task that the cursor is at. */
  static InferenceTaskMessage read(WireCursor cursor) {
    InferenceTaskMessage task = new InferenceTaskMessage();
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case MODEL_SPEC -> task.modelSpec.merge(cursor);
        case METHOD_NAME -> task.methodName = cursor.string();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    return task;
  }

  public ModelSpecMessage modelSpec() {
    return modelSpec;
  }

  public String methodName() {
    return methodName;
  }
}
