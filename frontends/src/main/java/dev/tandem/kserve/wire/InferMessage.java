package dev.tandem.kserve.wire;

import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A ModelInfer request as it came over the wire, its tensors' bytes still where they arrived.
 * Written by one thread while it is parsed.
 */
public final class InferMessage {
  private static final int MODEL_NAME = 1 << 3 | WireType.LENGTH;
  private static final int MODEL_VERSION = 2 << 3 | WireType.LENGTH;
  private static final int ID = 3 << 3 | WireType.LENGTH;
  private static final int PARAMETERS = 4 << 3 | WireType.LENGTH;
  private static final int INPUTS = 5 << 3 | WireType.LENGTH;
  private static final int OUTPUTS = 6 << 3 | WireType.LENGTH;
  private static final int RAW_INPUT_CONTENTS = 7 << 3 | WireType.LENGTH;

  private final WireCursor cursor;
  private final Spans raw = new Spans();
  private String modelName = "";
  private String modelVersion = "";
  private String id = "";
  private Map<String, Parameter> parameters = Map.of();
  private List<InputMessage> inputs = List.of();
  private List<OutputMessage> outputs = List.of();

  private InferMessage(WireCursor cursor) {
    this.cursor = cursor;
  }

  /**
   * Reads all that is left before the cursor's limit; throws {@link
   * dev.tandem.protobuf.MalformedMessageException} where that is no ModelInfer request.
   */
  public static InferMessage parse(WireCursor cursor) {
    InferMessage message = new InferMessage(cursor);
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      message.readField(tag);
    }
    return message;
  }

  private void readField(int tag) {
    switch (tag) {
      case MODEL_NAME -> modelName = cursor.string();
      case MODEL_VERSION -> modelVersion = cursor.string();
      case ID -> id = cursor.string();
      case PARAMETERS -> parameters = Parameter.withEntry(parameters, cursor);
      case INPUTS -> {
        inputs = inputs.isEmpty() ? new ArrayList<>(2) : inputs;
        inputs.add(InputMessage.parse(cursor));
      }
      case OUTPUTS -> {
        outputs = outputs.isEmpty() ? new ArrayList<>(2) : outputs;
        outputs.add(OutputMessage.parse(cursor));
      }
      case RAW_INPUT_CONTENTS -> raw.take(cursor);
      default -> cursor.skip(tag);
    }
  }

  public String modelName() {
    return modelName;
  }

  public String modelVersion() {
    return modelVersion;
  }

  public String id() {
    return id;
  }

  /** Whether an answer is wanted that only says that there are no more; read once it is checked. */
  public boolean wantsEmptyFinalResponse() {
    Parameter wanted = parameters.get(MessageParameters.EMPTY_FINAL_RESPONSE);
    return wanted != null && wanted.asBoolean();
  }

  Map<String, Parameter> parameters() {
    return parameters;
  }

  List<InputMessage> inputs() {
    return inputs;
  }

  List<OutputMessage> outputs() {
    return outputs;
  }

  int rawCount() {
    return raw.count();
  }

  /** A view of one of the raw contents. */
  TensorBytes raw(int index) {
    cursor.seek(raw.from(index), raw.length(index));
    return cursor.view(raw.length(index));
  }
}
