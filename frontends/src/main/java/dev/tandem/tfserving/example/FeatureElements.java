package dev.tandem.tfserving.example;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.protobuf.RepeatedValues;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.wire.Halves;
import java.nio.ByteBuffer;

/** Turns the values of features into elements of the types that graphs have. */
final class FeatureElements {
  private FeatureElements() {}

  /**
   * Appends a value to {@code target}, as an element of {@code type}; integers keep the bits that
   * it has room for, as where they are cast.
   */
  static RepeatedValues.Reader reader(DataType type, ByteBuffer target) {
    return switch (type) {
      case FP32 -> cursor -> target.putInt(cursor.fixed32());
      case FP64 -> cursor -> target.putDouble(floatValue(cursor));
      case FP16 -> cursor -> target.putShort(Halves.fromFloat(floatValue(cursor)));
      case BF16 -> cursor -> target.putShort(Halves.brainFromFloat(floatValue(cursor)));
      case INT64, UINT64 -> cursor -> target.putLong(cursor.varint());
      case INT32, UINT32 -> cursor -> target.putInt((int) cursor.varint());
      case INT16, UINT16 -> cursor -> target.putShort((short) cursor.varint());
      case INT8, UINT8 -> cursor -> target.put((byte) cursor.varint());
      case BOOL -> cursor -> target.put((byte) (cursor.varint() == 0 ? 0 : 1));
      case BYTES -> cursor -> appendString(cursor, target);
    };
  }

  private static float floatValue(WireCursor cursor) {
    return Float.intBitsToFloat(cursor.fixed32());
  }

  private static void appendString(WireCursor cursor, ByteBuffer target) {
    int length = cursor.length();
    target.putInt(length);
    cursor.copyTo(target, length);
  }
}
