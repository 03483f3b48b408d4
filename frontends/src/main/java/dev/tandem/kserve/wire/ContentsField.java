package dev.tandem.kserve.wire;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import org.jspecify.annotations.Nullable;

/**
 * The typed fields of a tensor's {@code contents} in the order of their numbers, which start at 1,
 * each with the name that error texts give its type.
 */
enum ContentsField {
  BOOL(1, "BOOL", WireType.VARINT),
  INT(2, "INT32", WireType.VARINT),
  INT64(3, "INT64", WireType.VARINT),
  UINT(4, "UINT32", WireType.VARINT),
  UINT64(5, "UINT64", WireType.VARINT),
  FP32(6, "FP32", WireType.FIXED32),
  FP64(7, "FP64", WireType.FIXED64),
  BYTES(8, "BYTES", WireType.LENGTH);

  private static final ContentsField[] ALL = values();

  private final int number;
  private final String typeName;
  private final int wireType;

  ContentsField(int number, String typeName, int wireType) {
    this.number = number;
    this.typeName = typeName;
    this.wireType = wireType;
  }

  /** The field that {@code tag} starts, unless it is none of these. */
  static @Nullable ContentsField of(int tag) {
    int number = tag >>> 3;
    if (number == 0 || number > ALL.length) {
      return null;
    }
    ContentsField field = numbered(number);
    return field.isSingle(tag) || field.isPacked(tag) ? field : null;
  }

  static ContentsField numbered(int number) {
    return ALL[number - 1];
  }

  static int lastNumber() {
    return ALL.length;
  }

  int number() {
    return number;
  }

  /** Whether {@code tag} starts one value of this field. */
  boolean isSingle(int tag) {
    return tag == tag(wireType);
  }

  /** Whether {@code tag} starts any number of values of this field, side by side. */
  boolean isPacked(int tag) {
    return this != BYTES && tag == tag(WireType.LENGTH);
  }

  private int tag(int ofType) {
    return number << 3 | ofType;
  }

  /** Passes over {@code length} bytes of packed values, and tells how many values they are. */
  int skipPacked(WireCursor cursor, int length) {
    int bytes = valueBytes();
    if (bytes == 0) {
      return cursor.skipVarints(length);
    }
    int outer = cursor.narrow(length);
    // What is left over is a value cut off, which restore finds.
    cursor.skipBytes(length - length % bytes);
    cursor.restore(outer);
    return length / bytes;
  }

  /** Bytes of one value on the wire, which are its tensor bytes too; or 0 where they differ. */
  int valueBytes() {
    return switch (wireType) {
      case WireType.FIXED32 -> Integer.BYTES;
      case WireType.FIXED64 -> Long.BYTES;
      default -> 0;
    };
  }

  String typeName() {
    return typeName;
  }

  boolean holds(DataType type) {
    return switch (type) {
      case BOOL -> this == BOOL;
      case INT8, INT16, INT32 -> this == INT;
      case INT64 -> this == INT64;
      case UINT8, UINT16, UINT32 -> this == UINT;
      case UINT64 -> this == UINT64;
      case FP32 -> this == FP32;
      case FP64 -> this == FP64;
      case BYTES -> this == BYTES;
      case FP16, BF16 -> false;
    };
  }
}
