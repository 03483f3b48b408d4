package dev.tandem.benchmarks.cases;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonException;
import dev.tandem.json.JsonValue;
import dev.tandem.json.TrailingBytes;
import dev.tandem.proto.kserve.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** The bytes of each output, little-endian, by its name. */
public record Answer(Map<String, ByteString> outputs) {
  private static final double TOLERANCE = 1e-4;

  public Answer {
    outputs = Map.copyOf(outputs);
  }

  /** Reads an answer off the wire; throws where it is none. */
  public static Answer of(Protocol protocol, byte[] body) {
    try {
      return protocol == Protocol.GRPC ? ofMessage(body) : ofHttp(body);
    } catch (InvalidProtocolBufferException | JsonException e) {
      throw new IllegalStateException("the answer cannot be read", e);
    }
  }

  /** Throws unless {@code actual} has the same outputs, floats nearly so. */
  public void requireEqual(Answer actual, DataType type) {
    if (!outputs.keySet().equals(actual.outputs.keySet())) {
      throw new IllegalStateException(
          "outputs: %s (expected: %s)".formatted(actual.outputs.keySet(), outputs.keySet()));
    }
    actual.outputs.forEach(
        (name, bytes) -> requireEqual(name, requireNonNull(outputs.get(name)), bytes, type));
  }

  /**
   * Throws unless each row of floats is that of {@code row}.
   *
   * @param tolerance of each value, as a part of the largest one
   */
  public void requireRepeated(Answer row, int rows, double tolerance) {
    if (!outputs.keySet().equals(row.outputs.keySet())) {
      throw new IllegalStateException(
          "outputs: %s (expected: %s)".formatted(outputs.keySet(), row.outputs.keySet()));
    }
    row.outputs.forEach(
        (name, expected) -> {
          ByteBuffer actual = floats(requireNonNull(outputs.get(name)));
          if (actual.remaining() != (long) expected.size() * rows) {
            throw new IllegalStateException(
                "output '%s': %d bytes (expected: %d)"
                    .formatted(name, actual.remaining(), (long) expected.size() * rows));
          }
          double most = tolerance * largest(expected);
          for (int i = 0; i < rows; i++) {
            ByteBuffer values = floats(expected);
            while (values.hasRemaining()) {
              requireWithin(name, values.getFloat(), actual.getFloat(), most);
            }
          }
        });
  }

  private static void requireWithin(String name, float expected, float actual, double most) {
    if (!(Math.abs(actual - expected) <= most)) {
      throw new IllegalStateException(
          "output '%s': %s (expected: %s within %s)".formatted(name, actual, expected, most));
    }
  }

  private static double largest(ByteString floats) {
    double largest = 0;
    ByteBuffer values = floats(floats);
    while (values.hasRemaining()) {
      largest = Math.max(largest, Math.abs(values.getFloat()));
    }
    return largest;
  }

  private static void requireEqual(
      String name, ByteString expected, ByteString actual, DataType type) {
    boolean equal =
        type == DataType.FP32
            ? areClose(floats(expected), floats(actual))
            : expected.equals(actual);
    if (!equal) {
      throw new IllegalStateException("output '" + name + "': not what ONNX Runtime answers");
    }
  }

  private static boolean areClose(ByteBuffer expected, ByteBuffer actual) {
    if (expected.remaining() != actual.remaining()) {
      return false;
    }
    while (expected.hasRemaining()) {
      float value = expected.getFloat();
      if (!(Math.abs(actual.getFloat() - value) <= TOLERANCE * Math.max(1, Math.abs(value)))) {
        return false;
      }
    }
    return true;
  }

  private static Answer ofMessage(byte[] body) throws InvalidProtocolBufferException {
    ModelInferResponse message = ModelInferResponse.parseFrom(body);
    Map<String, ByteString> outputs = new LinkedHashMap<>();
    for (int i = 0; i < message.getOutputsCount(); i++) {
      outputs.put(message.getOutputs(i).getName(), message.getRawOutputContents(i));
    }
    return new Answer(outputs);
  }

  private static Answer ofHttp(byte[] body) {
    JsonValue root = JsonDocument.parse(body, TrailingBytes.IGNORE).root();
    Map<String, ByteString> outputs = new LinkedHashMap<>();
    // Binary tensors lie at the end, in the order of the outputs.
    int binaryFrom = body.length;
    for (JsonValue output : member(root, "outputs").elements()) {
      binaryFrom -= binarySize(output);
    }
    for (JsonValue output : member(root, "outputs").elements()) {
      int size = binarySize(output);
      ByteString bytes = size > 0 ? ByteString.copyFrom(body, binaryFrom, size) : values(output);
      outputs.put(member(output, "name").text(), bytes);
      binaryFrom += size;
    }
    return new Answer(outputs);
  }

  private static int binarySize(JsonValue output) {
    return output
        .member("parameters")
        .flatMap(parameters -> parameters.member("binary_data_size"))
        .map(size -> (int) size.number().longValue())
        .orElse(0);
  }

  private static ByteString values(JsonValue output) {
    JsonValue data = member(output, "data");
    boolean floats = member(output, "datatype").text().equals(DataType.FP32.name());
    ByteBuffer bytes =
        ByteBuffer.allocate(data.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonValue value : data.elements()) {
      if (floats) {
        bytes.putFloat(value.number().floatValue());
      } else {
        bytes.putInt((int) value.number().longValue());
      }
    }
    return ByteString.copyFrom(bytes.flip());
  }

  private static JsonValue member(JsonValue object, String name) {
    return object
        .member(name)
        .orElseThrow(() -> new IllegalStateException("the answer has no '" + name + "'"));
  }

  private static ByteBuffer floats(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
