package dev.tandem.tfserving.wire;

import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.protobuf.RepeatedField;
import dev.tandem.protobuf.WireType;
import org.jspecify.annotations.Nullable;

/** The typed fields of a TensorProto, which hold the values of the types that clients send. */
final class TensorField {
  static final RepeatedField FLOAT = new RepeatedField(5, WireType.FIXED32);
  static final RepeatedField DOUBLE = new RepeatedField(6, WireType.FIXED64);
  static final RepeatedField INT = new RepeatedField(7, WireType.VARINT);
  static final RepeatedField STRING = new RepeatedField(8, WireType.LENGTH);
  static final RepeatedField SCOMPLEX = new RepeatedField(9, WireType.FIXED32);
  static final RepeatedField INT64 = new RepeatedField(10, WireType.VARINT);
  static final RepeatedField BOOL = new RepeatedField(11, WireType.VARINT);
  static final RepeatedField DCOMPLEX = new RepeatedField(12, WireType.FIXED64);
  static final RepeatedField HALF = new RepeatedField(13, WireType.VARINT);
  static final RepeatedField UINT32 = new RepeatedField(16, WireType.VARINT);
  static final RepeatedField UINT64 = new RepeatedField(17, WireType.VARINT);

  static final int HIGHEST_NUMBER = 17;

  private TensorField() {}

  /** The field that {@code tag} is of, unless it is none of these. */
  static @Nullable RepeatedField of(int tag) {
    return switch (tag >>> 3) {
      case 5 -> FLOAT;
      case 6 -> DOUBLE;
      case 7 -> INT;
      case 8 -> STRING;
      case 9 -> SCOMPLEX;
      case 10 -> INT64;
      case 11 -> BOOL;
      case 12 -> DCOMPLEX;
      case 13 -> HALF;
      case 16 -> UINT32;
      case 17 -> UINT64;
      default -> null;
    };
  }

  /**
   * Where the numbers of a tensor of {@code type} are; throws where the engine has no such type.
   */
  static RepeatedField ofNumbers(DataType type) {
    return switch (type) {
      case DT_FLOAT -> FLOAT;
      case DT_DOUBLE -> DOUBLE;
      case DT_INT32, DT_INT16, DT_UINT16, DT_INT8, DT_UINT8 -> INT;
      case DT_INT64 -> INT64;
      case DT_UINT32 -> UINT32;
      case DT_UINT64 -> UINT64;
      case DT_HALF, DT_BFLOAT16 -> HALF;
      case DT_BOOL -> BOOL;
      default -> throw new IllegalArgumentException("dtype: " + type);
    };
  }
}
