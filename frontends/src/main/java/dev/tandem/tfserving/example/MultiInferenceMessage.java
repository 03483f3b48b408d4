package dev.tandem.tfserving.example;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import java.util.ArrayList;
import java.util.List;

/** A MultiInference request as it came over the wire; written by one thread while it is parsed. */
public final class MultiInferenceMessage {
  private static final int TASKS = 1 << 3 | WireType.LENGTH;
  private static final int INPUT = 2 << 3 | WireType.LENGTH;

  private final List<InferenceTaskMessage> tasks = new ArrayList<>(2);
  private final InputMessage input;

  private MultiInferenceMessage(WireCursor cursor) {
    input = new InputMessage(cursor);
  }

  /**
   * Reads all that is left before the cursor's limit; throws {@link
   * dev.tandem.protobuf.MalformedMessageException} where that is no such request.
   */
  public static MultiInferenceMessage parse(WireCursor cursor) {
    MultiInferenceMessage message = new MultiInferenceMessage(cursor);
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case TASKS -> message.tasks.add(InferenceTaskMessage.read(cursor));
        case INPUT -> message.input.merge();
        default -> cursor.skip(tag);
      }
    }
    return message;
  }

  public List<InferenceTaskMessage> tasks() {
    return tasks;
  }

  public InputMessage input() {
    return input;
  }
}
