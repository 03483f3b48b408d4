package dev.tandem.doors;

import dev.tandem.engine.tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A small tensor for tests: its values as the text that JSON has for them, strings without their
 * quotes.
 */
record Values(DataType type, List<Long> shape, List<String> elements) {
  static Values of(DataType type, List<Long> shape, String... elements) {
    return new Values(type, shape, List.of(elements));
  }

  /**
   * The tensor's bytes as the KServe protocol has them; half and bfloat16 values are given as their
   * bits.
   */
  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    for (String element : elements) {
      put(bytes, element);
    }
    byte[] result = new byte[bytes.flip().remaining()];
    bytes.get(result);
    return result;
  }

  private void put(ByteBuffer bytes, String element) {
    switch (type) {
      case BOOL -> bytes.put((byte) (element.equals("true") ? 1 : 0));
      case INT8, UINT8 -> bytes.put((byte) Integer.parseInt(element));
      case INT16, UINT16, FP16, BF16 -> bytes.putShort((short) Integer.parseInt(element));
      case INT32, UINT32 -> bytes.putInt((int) Long.parseLong(element));
      case INT64, UINT64 ->
          bytes.putLong(
              Long.parseUnsignedLong(element.replace("-", ""), 10)
                  * (element.startsWith("-") ? -1 : 1));
      case FP32 -> bytes.putFloat(Float.parseFloat(element));
      case FP64 -> bytes.putDouble(Double.parseDouble(element));
      case BYTES -> {
        byte[] utf8 = element.getBytes(StandardCharsets.UTF_8);
        bytes.putInt(utf8.length).put(utf8);
      }
    }
  }

  static Values fromBytes(DataType type, List<Long> shape, byte[] raw) {
    ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    List<String> elements = new ArrayList<>();
    while (bytes.hasRemaining()) {
      elements.add(
          switch (type) {
            case BOOL -> String.valueOf(bytes.get() != 0);
            case INT8 -> String.valueOf(bytes.get());
            case UINT8 -> String.valueOf(Byte.toUnsignedInt(bytes.get()));
            case INT16 -> String.valueOf(bytes.getShort());
            case UINT16, FP16, BF16 -> String.valueOf(Short.toUnsignedInt(bytes.getShort()));
            case INT32 -> String.valueOf(bytes.getInt());
            case UINT32 -> Integer.toUnsignedString(bytes.getInt());
            case INT64 -> String.valueOf(bytes.getLong());
            case UINT64 -> Long.toUnsignedString(bytes.getLong());
            case FP32 -> String.valueOf(bytes.getFloat());
            case FP64 -> String.valueOf(bytes.getDouble());
            case BYTES -> {
              byte[] utf8 = new byte[bytes.getInt()];
              bytes.get(utf8);
              yield new String(utf8, StandardCharsets.UTF_8);
            }
          });
    }
    return new Values(type, shape, elements);
  }

  /** The values as nested JSON arrays of this shape. */
  String toJson() {
    int[] next = {0};
    return json(0, next);
  }

  private String json(int dim, int[] next) {
    if (dim == shape.size()) {
      String element = elements.get(next[0]++);
      return type == DataType.BYTES ? '"' + element + '"' : element;
    }
    List<String> parts = new ArrayList<>();
    for (long i = 0; i < shape.get(dim); i++) {
      parts.add(json(dim + 1, next));
    }
    return "[" + String.join(",", parts) + "]";
  }
}
