package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;

/** The values of an output as numbers that can be ordered and shown, as C++ would show them. */
record ClassValues(DataType type, ByteBuffer bytes) {
  private static final int DECIMALS = 6;

  static ClassValues of(DataType type, ByteBuffer bytes) {
    return switch (type) {
      case BOOL, FP16, BF16, BYTES ->
          throw new ServingException(
              Reason.INVALID_REQUEST,
              "class result not available for output due to unsupported type '" + type + "'");
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP32, FP64 ->
          new ClassValues(type, bytes);
    };
  }

  /** A number that is greater where the value is; not a number is less than all numbers. */
  long rank(int index) {
    return switch (type) {
      case FP32, FP64 -> ordered(real(index));
      case UINT64 -> whole(index) ^ Long.MIN_VALUE;
      default -> whole(index);
    };
  }

  String text(int index) {
    return switch (type) {
      case FP32, FP64 -> printed(real(index));
      case UINT64 -> Long.toUnsignedString(whole(index));
      default -> Long.toString(whole(index));
    };
  }

  private double real(int index) {
    return type == DataType.FP32
        ? bytes.getFloat(bytes.position() + index * Float.BYTES)
        : bytes.getDouble(bytes.position() + index * Double.BYTES);
  }

  private long whole(int index) {
    int at = bytes.position() + index * type.byteSize();
    return switch (type) {
      case UINT8 -> Byte.toUnsignedInt(bytes.get(at));
      case INT8 -> bytes.get(at);
      case UINT16 -> Short.toUnsignedInt(bytes.getShort(at));
      case INT16 -> bytes.getShort(at);
      case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
      case INT32 -> bytes.getInt(at);
      case UINT64, INT64 -> bytes.getLong(at);
      case BOOL, FP16, BF16, FP32, FP64, BYTES ->
          throw new IllegalStateException("not of whole numbers: " + type);
    };
  }

  private static long ordered(double value) {
    if (Double.isNaN(value)) {
      return Long.MIN_VALUE;
    }
    // Adding 0 makes one zero of both; the bits of negative numbers run the other way.
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits ^ (bits >> (Long.SIZE - 1) & Long.MAX_VALUE);
  }

  /** All digits of the value are rounded, not those of its shortest form. */
  private static String printed(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String digits =
        new BigDecimal(Math.abs(value)).setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
    return Math.copySign(1, value) < 0 ? "-" + digits : digits;
  }
}
