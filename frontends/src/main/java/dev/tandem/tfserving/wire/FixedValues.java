package dev.tandem.tfserving.wire;

import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.protobuf.RepeatedField;
import dev.tandem.protobuf.RepeatedValues;
import dev.tandem.protobuf.WireCursor;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the values of a tensor whose elements all have the same size. */
final class FixedValues {
  private FixedValues() {}

  /** Bytes of one element, or 0 for a type whose values a request cannot carry. */
  static int elementBytes(DataType type) {
    return switch (type) {
      case DT_UINT8,
          DT_INT8,
          DT_BOOL,
          DT_QINT8,
          DT_QUINT8,
          DT_FLOAT8_E5M2,
          DT_FLOAT8_E4M3FN,
          DT_INT4,
          DT_UINT4 ->
          1;
      case DT_INT16, DT_UINT16, DT_HALF, DT_BFLOAT16, DT_QINT16, DT_QUINT16 -> 2;
      case DT_FLOAT, DT_INT32, DT_UINT32, DT_QINT32 -> 4;
      case DT_DOUBLE, DT_INT64, DT_UINT64, DT_COMPLEX64 -> 8;
      case DT_COMPLEX128 -> 16;
      default -> 0;
    };
  }

  /**
   * Bytes of all values, anything above {@code maxBytes} where they are more, or nothing where
   * {@code message} cannot be read.
   */
  static OptionalLong byteSize(TensorMessage message, long elements, long maxBytes) {
    int elementBytes = elementBytes(message.type());
    if (elementBytes == 0) {
      return OptionalLong.empty();
    }
    long contentBytes = message.contentLength();
    boolean tooMany = elements > Long.MAX_VALUE / elementBytes;
    if (elements > 0 && contentBytes > 0) {
      return !tooMany && contentBytes == elements * elementBytes
          ? OptionalLong.of(contentBytes)
          : OptionalLong.empty();
    }
    return OptionalLong.of(tooMany ? maxBytes + 1 : elements * elementBytes);
  }

  /** The values where they arrived, if they have the form of a tensor there; at least one. */
  static @Nullable TensorBytes view(TensorMessage message, int elements) {
    int bytes = elements * elementBytes(message.type());
    if (message.contentLength() > 0) {
      return message.content().view(bytes);
    }
    RepeatedField field = TensorField.ofNumbers(message.type());
    if (message.count(field) < elements) {
      return null;
    }
    WireCursor values = message.whole(field, elementBytes(message.type()));
    return values == null ? null : values.view(bytes);
  }

  /**
   * Appends at least one element, of which the last that there is stands for those that are not.
   */
  static void write(TensorMessage message, int elements, ByteBuffer target) {
    int start = target.position();
    int elementBytes = elementBytes(message.type());
    message.forEach(
        TensorField.ofNumbers(message.type()), elements, reader(message.type(), target));
    repeatLast(target, start, elementBytes, start + elements * elementBytes);
  }

  private static RepeatedValues.Reader reader(DataType type, ByteBuffer target) {
    return switch (type) {
      case DT_FLOAT -> cursor -> target.putInt(cursor.fixed32());
      case DT_DOUBLE -> cursor -> target.putLong(cursor.fixed64());
      case DT_INT32, DT_UINT32 -> cursor -> target.putInt((int) cursor.varint());
      case DT_INT64, DT_UINT64 -> cursor -> target.putLong(cursor.varint());
      case DT_INT16, DT_UINT16, DT_HALF, DT_BFLOAT16 ->
          cursor -> target.putShort((short) cursor.varint());
      case DT_INT8, DT_UINT8 -> cursor -> target.put((byte) cursor.varint());
      case DT_BOOL -> cursor -> target.put((byte) (cursor.varint() == 0 ? 0 : 1));
      default -> throw new IllegalArgumentException("dtype: " + type);
    };
  }

  /** Fills up to {@code end} with the last value before the position, or zeros if there is none. */
  private static void repeatLast(ByteBuffer target, int start, int elementBytes, int end) {
    if (target.position() == start) {
      while (target.position() < end) {
        target.put((byte) 0);
      }
      return;
    }
    int from = target.position() - elementBytes;
    while (target.position() < end) {
      int run = Math.min(target.position() - from, end - target.position());
      int at = target.position();
      target.put(at, target, from, run);
      target.position(at + run);
    }
  }
}
