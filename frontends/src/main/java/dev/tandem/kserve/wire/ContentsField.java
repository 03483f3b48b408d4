package dev.tandem.kserve.wire;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.protobuf.RepeatedField;
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

  @SuppressWarnings("ImmutableEnumChecker") // a record of two numbers
  private final RepeatedField onWire;

  private final String typeName;

  ContentsField(int number, String typeName, int wireType) {
    onWire = new RepeatedField(number, wireType);
    this.typeName = typeName;
  }

  /** The field that {@code tag} is of, unless it is none of these. */
  static @Nullable ContentsField of(int tag) {
    int number = tag >>> 3;
    return number == 0 || number > ALL.length ? null : numbered(number);
  }

  static ContentsField numbered(int number) {
    return ALL[number - 1];
  }

  static int lastNumber() {
    return ALL.length;
  }

  RepeatedField onWire() {
    return onWire;
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
