package dev.tandem.tfserving.wire;

import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Reads the values of a tensor whose elements all have the same size. */
final class GeneratedFixedValues {
  private GeneratedFixedValues() {}

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
   * {@code proto} cannot be read.
   */
  static OptionalLong byteSize(TensorProto proto, long elements, long maxBytes) {
    int elementBytes = elementBytes(proto.getDtype());
    if (elementBytes == 0) {
      return OptionalLong.empty();
    }
    long contentBytes = proto.getTensorContent().size();
    boolean tooMany = elements > Long.MAX_VALUE / elementBytes;
    if (elements > 0 && contentBytes > 0) {
      return !tooMany && contentBytes == elements * elementBytes
          ? OptionalLong.of(contentBytes)
          : OptionalLong.empty();
    }
    return OptionalLong.of(tooMany ? maxBytes + 1 : elements * elementBytes);
  }

  static void write(TensorProto proto, int elements, ByteBuffer target) {
    if (elements == 0) {
      return;
    }
    if (!proto.getTensorContent().isEmpty()) {
      proto.getTensorContent().copyTo(target);
      return;
    }
    int start = target.position();
    writeTyped(proto, elements, target);
    int elementBytes = elementBytes(proto.getDtype());
    repeatLast(target, start, elementBytes, start + elements * elementBytes);
  }

  private static void writeTyped(TensorProto proto, int elements, ByteBuffer target) {
    switch (proto.getDtype()) {
      case DT_FLOAT -> {
        for (int i = 0, n = Math.min(elements, proto.getFloatValCount()); i < n; i++) {
          target.putFloat(proto.getFloatVal(i));
        }
      }
      case DT_DOUBLE -> {
        for (int i = 0, n = Math.min(elements, proto.getDoubleValCount()); i < n; i++) {
          target.putDouble(proto.getDoubleVal(i));
        }
      }
      case DT_INT32 -> {
        for (int i = 0, n = Math.min(elements, proto.getIntValCount()); i < n; i++) {
          target.putInt(proto.getIntVal(i));
        }
      }
      case DT_INT16, DT_UINT16 -> {
        for (int i = 0, n = Math.min(elements, proto.getIntValCount()); i < n; i++) {
          target.putShort((short) proto.getIntVal(i));
        }
      }
      case DT_INT8, DT_UINT8 -> {
        for (int i = 0, n = Math.min(elements, proto.getIntValCount()); i < n; i++) {
          target.put((byte) proto.getIntVal(i));
        }
      }
      case DT_INT64 -> {
        for (int i = 0, n = Math.min(elements, proto.getInt64ValCount()); i < n; i++) {
          target.putLong(proto.getInt64Val(i));
        }
      }
      case DT_UINT32 -> {
        for (int i = 0, n = Math.min(elements, proto.getUint32ValCount()); i < n; i++) {
          target.putInt(proto.getUint32Val(i));
        }
      }
      case DT_UINT64 -> {
        for (int i = 0, n = Math.min(elements, proto.getUint64ValCount()); i < n; i++) {
          target.putLong(proto.getUint64Val(i));
        }
      }
      case DT_HALF, DT_BFLOAT16 -> {
        for (int i = 0, n = Math.min(elements, proto.getHalfValCount()); i < n; i++) {
          target.putShort((short) proto.getHalfVal(i));
        }
      }
      case DT_BOOL -> {
        for (int i = 0, n = Math.min(elements, proto.getBoolValCount()); i < n; i++) {
          target.put((byte) (proto.getBoolVal(i) ? 1 : 0));
        }
      }
      default -> throw new IllegalArgumentException("dtype: " + proto.getDtype());
    }
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
