package dev.tandem.tfserving.wire;

import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictStreamedOptions;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Predict request as it came over the wire, its tensors' values still where they arrived. Written
 * by one thread while it is parsed.
 */
public final class PredictMessage {
  private static final int MODEL_SPEC = 1 << 3 | WireType.LENGTH;
  private static final int INPUTS = 2 << 3 | WireType.LENGTH;
  private static final int OUTPUT_FILTER = 3 << 3 | WireType.LENGTH;
  private static final int STREAMED_OPTIONS = 5 << 3 | WireType.LENGTH;
  private static final int REQUEST_OPTIONS = 7 << 3 | WireType.LENGTH;

  private static final int KEY = 1 << 3 | WireType.LENGTH;
  private static final int VALUE = 2 << 3 | WireType.LENGTH;

  /** Each costs far more memory here than on the wire. */
  private static final int MOST_NAMES = 1 << 14;

  private final WireCursor cursor;
  private final int bytes;
  private final ModelSpecMessage modelSpec = new ModelSpecMessage();
  private final Map<String, TensorMessage> inputs = new LinkedHashMap<>();
  private List<String> outputFilter = List.of();
  private boolean tooManyNames;

  private PredictMessage(WireCursor cursor) {
    this.cursor = cursor;
    this.bytes = cursor.remaining();
  }

  /**
   * Reads all that is left before the cursor's limit; throws {@link
   * dev.tandem.protobuf.MalformedMessageException} where that is no Predict request.
   */
  public static PredictMessage parse(WireCursor cursor) {
    PredictMessage message = new PredictMessage(cursor);
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      message.readField(tag);
    }
    return message;
  }

  private void readField(int tag) {
    switch (tag) {
      case MODEL_SPEC -> modelSpec.merge(cursor);
      case INPUTS -> readInput();
      case OUTPUT_FILTER -> {
        outputFilter = outputFilter.isEmpty() ? new ArrayList<>(2) : outputFilter;
        String name = cursor.string();
        if (outputFilter.size() < MOST_NAMES) {
          outputFilter.add(name);
        } else {
          tooManyNames = true;
        }
      }
      case STREAMED_OPTIONS -> UnusedField.skip(cursor, PredictStreamedOptions.getDescriptor());
      case REQUEST_OPTIONS ->
          UnusedField.skip(cursor, PredictRequest.RequestOptions.getDescriptor());
      default -> cursor.skip(tag);
    }
  }

  private void readInput() {
    String key = "";
    TensorMessage value = new TensorMessage(cursor);
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case KEY -> key = cursor.string();
        case VALUE -> value.merge();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    if (inputs.size() < MOST_NAMES || inputs.containsKey(key)) {
      inputs.put(key, value);
    } else {
      tooManyNames = true;
    }
  }

  /** Of the whole message. */
  public int bytes() {
    return bytes;
  }

  public ModelSpecMessage modelSpec() {
    return modelSpec;
  }

  /** Refuses a request with more inputs or outputs than were kept of it. */
  void checkNames() {
    if (tooManyNames) {
      throw TfServingException.invalidArgument(
          "The request names more than " + MOST_NAMES + " inputs or outputs");
    }
  }

  Map<String, TensorMessage> inputs() {
    return inputs;
  }

  List<String> outputFilter() {
    return outputFilter;
  }
}
