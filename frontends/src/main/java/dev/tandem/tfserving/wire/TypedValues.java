package dev.tandem.tfserving.wire;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import dev.tandem.tfserving.signature.TfTypes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes values in the typed field of their type, where clients look for them. */
final class TypedValues {
  private TypedValues() {}

  /** Bytes that {@link #write} writes. */
  static long size(DataType type, ByteBuffer values) {
    if (type == DataType.BYTES) {
      return stringsSize(values);
    }
    long packed = packedSize(type, values);
    return packed == 0 ? 0 : WireSize.lengthDelimited(tag(type), packed);
  }

  static void write(DataType type, ByteBuffer values, WireWriter writer) throws IOException {
    if (type == DataType.BYTES) {
      writeStrings(values, writer);
      return;
    }
    if (!values.hasRemaining()) {
      return;
    }
    writer.lengthDelimited(tag(type), packedSize(type, values));
    if (isSameOnWire(type)) {
      writer.bytes(values.duplicate());
      return;
    }
    for (int at = 0; at < values.limit(); at += type.byteSize()) {
      writer.varint(number(type, values, at));
    }
  }

  private static long packedSize(DataType type, ByteBuffer values) {
    if (isSameOnWire(type) || type == DataType.BOOL) {
      return values.remaining();
    }
    long size = 0;
    for (int at = 0; at < values.limit(); at += type.byteSize()) {
      size += WireSize.varint(number(type, values, at));
    }
    return size;
  }

  private static boolean isSameOnWire(DataType type) {
    return type == DataType.FP32 || type == DataType.FP64;
  }

  private static int tag(DataType type) {
    int field =
        type == DataType.BYTES
            ? TensorField.STRING.number()
            : TensorField.ofNumbers(TfTypes.of(type)).number();
    return field << 3 | WireType.LENGTH;
  }

  /** The number at {@code at} as its field holds it: signed or not, and halves by their bits. */
  private static long number(DataType type, ByteBuffer values, int at) {
    return switch (type) {
      case INT8 -> values.get(at);
      case UINT8 -> Byte.toUnsignedLong(values.get(at));
      case INT16 -> values.getShort(at);
      case UINT16, FP16, BF16 -> Short.toUnsignedLong(values.getShort(at));
      case INT32 -> values.getInt(at);
      case UINT32 -> Integer.toUnsignedLong(values.getInt(at));
      case INT64, UINT64 -> values.getLong(at);
      case BOOL -> values.get(at) == 0 ? 0 : 1;
      case FP32, FP64, BYTES -> throw new IllegalArgumentException("type: " + type);
    };
  }

  private static long stringsSize(ByteBuffer elements) {
    long size = 0;
    for (int at = 0; at < elements.limit(); at += Integer.BYTES + elements.getInt(at)) {
      size += WireSize.lengthDelimited(tag(DataType.BYTES), elements.getInt(at));
    }
    return size;
  }

  private static void writeStrings(ByteBuffer elements, WireWriter writer) throws IOException {
    for (int at = 0; at < elements.limit(); at += Integer.BYTES + elements.getInt(at)) {
      writer.lengthDelimited(tag(DataType.BYTES), elements.getInt(at));
      writer.bytes(elements.slice(at + Integer.BYTES, elements.getInt(at)));
    }
  }
}
