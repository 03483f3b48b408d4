package dev.tandem.tfserving.example;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import dev.tandem.tfserving.wire.ModelSpecMessage;

/**
 * A Classify or a Regress request as it came over the wire: both have the same fields. Written by
 * one thread while it is parsed.
 */
public final class ExampleRequestMessage {
  private static final int MODEL_SPEC = 1 << 3 | WireType.LENGTH;
  private static final int INPUT = 2 << 3 | WireType.LENGTH;

  private final ModelSpecMessage modelSpec = new ModelSpecMessage();
  private final InputMessage input;
  private final int bytes;

  private ExampleRequestMessage(WireCursor cursor) {
    input = new InputMessage(cursor);
    bytes = cursor.remaining();
  }

  /**
   * Reads all that is left before the cursor's limit; throws {@link
   * dev.tandem.protobuf.MalformedMessageException} where that is no such request.
   */
  public static ExampleRequestMessage parse(WireCursor cursor) {
    ExampleRequestMessage message = new ExampleRequestMessage(cursor);
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case MODEL_SPEC -> message.modelSpec.merge(cursor);
        case INPUT -> message.input.merge();
        default -> cursor.skip(tag);
      }
    }
    return message;
  }

  public ModelSpecMessage modelSpec() {
    return modelSpec;
  }

  /** Of the whole message. */
  public int bytes() {
    return bytes;
  }

  public InputMessage input() {
    return input;
  }
}
