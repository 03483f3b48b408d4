package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.json.JsonWriter;
import java.nio.ByteBuffer;

/** Writes the values of tensors as JSON. */
final class TensorJson {
  private static final int BYTES_PER_INTEGER = 10;
  private static final int BYTES_PER_FLOAT = 21;

  /** Few enough for a piece of the answer to take them beyond its length. */
  private static final int FLOATS_AT_ONCE = 256;

  private TensorJson() {}

  /** About how long the values of {@code tensor} are as text. */
  static long expectedBytes(Tensor tensor) {
    long size = tensor.bytes().size();
    return switch (tensor.type()) {
      case BYTES -> size;
      case FP32, FP64 -> size / tensor.type().byteSize() * BYTES_PER_FLOAT;
      default -> size / tensor.type().byteSize() * BYTES_PER_INTEGER;
    };
  }

  /** Writes all values of {@code tensor}, one behind the other, into an array that is open. */
  static void values(JsonWriter json, Tensor tensor, AnswerRuns runs) {
    ByteBuffer bytes = tensor.bytes().asOneRun();
    DataType type = tensor.type();
    if (type == DataType.FP32) {
      floats(json, bytes, runs);
      return;
    }
    while (bytes.hasRemaining()) {
      runs.move();
      value(json, type, bytes);
    }
  }

  /** Writes the next value of {@code bytes}, wherever a value may stand. */
  static void value(JsonWriter json, DataType type, ByteBuffer bytes) {
    switch (type) {
      case BOOL -> json.booleanValue(bytes.get() != 0);
      case INT8 -> json.number(bytes.get());
      case INT16 -> json.number(bytes.getShort());
      case INT32 -> json.number(bytes.getInt());
      case INT64 -> json.number(bytes.getLong());
      case UINT8 -> json.number(Byte.toUnsignedInt(bytes.get()));
      case UINT16 -> json.number(Short.toUnsignedInt(bytes.getShort()));
      case UINT32 -> json.number(Integer.toUnsignedLong(bytes.getInt()));
      case UINT64 -> json.unsignedNumber(bytes.getLong());
      // As Triton has it, a float is shown as the double that it is exactly.
      case FP32 -> json.number((double) bytes.getFloat());
      case FP64 -> json.number(bytes.getDouble());
      case BYTES -> {
        byte[] element = new byte[bytes.getInt()];
        bytes.get(element);
        json.string(element);
      }
      case FP16, BF16 ->
          throw new ServingException(
              Reason.INVALID_REQUEST,
              "sending "
                  + type
                  + " data via JSON is not supported. Please use the binary data format for output");
    }
  }

  private static void floats(JsonWriter json, ByteBuffer bytes, AnswerRuns runs) {
    for (int left = bytes.remaining() / Float.BYTES; left > 0; left -= FLOATS_AT_ONCE) {
      runs.move();
      json.widenedFloats(bytes, Math.min(left, FLOATS_AT_ONCE));
    }
  }
}
