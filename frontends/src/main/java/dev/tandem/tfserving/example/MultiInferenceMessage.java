package dev.tandem.tfserving.example;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import java.util.ArrayList;
import java.util.List;

/** A MultiInference request as it came over the wire; written by one thread while it is parsed. */
public final class MultiInferenceMessage {
  private static final int TASKS = 1 << 3 | WireType.LENGTH;
  private static final int INPUT = 2 << 3 | WireType.LENGTH;

  /** Each costs far more memory here than on the wire. */
  private static final int MOST_TASKS = 1 << 10;

  private final List<InferenceTaskMessage> tasks = new ArrayList<>(2);
  private final InputMessage input;
  private final int bytes;
  private boolean tooManyTasks;

  private MultiInferenceMessage(WireCursor cursor) {
    input = new InputMessage(cursor);
    bytes = cursor.remaining();
  }

  /**
   * Reads all that is left before the cursor's limit; throws {@link
   * dev.tandem.protobuf.MalformedMessageException} where that is no such request.
   */
  public static MultiInferenceMessage parse(WireCursor cursor) {
    MultiInferenceMessage message = new MultiInferenceMessage(cursor);
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case TASKS -> message.add(InferenceTaskMessage.read(cursor));
        case INPUT -> message.input.merge();
        default -> cursor.skip(tag);
      }
    }
    return message;
  }

  private void add(InferenceTaskMessage task) {
    if (tasks.size() < MOST_TASKS) {
      tasks.add(task);
    } else {
      tooManyTasks = true;
    }
  }

  /** The tasks, unless there are more than were kept. */
  public List<InferenceTaskMessage> tasks() {
    if (tooManyTasks) {
      throw invalidArgument("The request has more than " + MOST_TASKS + " tasks");
    }
    return tasks;
  }

  /** Of the whole message. */
  public int bytes() {
    return bytes;
  }

  public InputMessage input() {
    return input;
  }
}
