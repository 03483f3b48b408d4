package dev.tandem.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;

/** Compares the raw bytes of two tensors as the floats they stand for. */
final class RawFloats {
  private static final int HALF_EXPONENT_MAX = 0x1f;
  private static final double HALF_SUBNORMAL = 0x1p-24;

  private RawFloats() {}

  /** Whether the tensor is one of floats and each of the two is close to its counterpart. */
  static boolean close(Map<?, ?> tensor, String recordedHex, String nowHex) {
    int size = size(String.valueOf(tensor.get("datatype")));
    if (size == 0 || recordedHex.length() != nowHex.length() || recordedHex.length() % size != 0) {
      return false;
    }
    ByteBuffer recorded = buffer(recordedHex);
    ByteBuffer now = buffer(nowHex);
    while (recorded.remaining() >= size) {
      if (!Numbers.match(next(recorded, size), next(now, size), Tolerance.CLOSE)) {
        return false;
      }
    }
    return !recorded.hasRemaining();
  }

  private static int size(String datatype) {
    return switch (datatype) {
      case "FP16" -> Short.BYTES;
      case "FP32" -> Float.BYTES;
      case "FP64" -> Double.BYTES;
      default -> 0;
    };
  }

  private static ByteBuffer buffer(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double next(ByteBuffer buffer, int size) {
    return switch (size) {
      case Short.BYTES -> half(buffer.getShort());
      case Float.BYTES -> buffer.getFloat();
      default -> buffer.getDouble();
    };
  }

  private static double half(short bits) {
    int exponent = (bits >> 10) & HALF_EXPONENT_MAX;
    int fraction = bits & 0x3ff;
    double magnitude;
    if (exponent == 0) {
      magnitude = fraction * HALF_SUBNORMAL;
    } else if (exponent == HALF_EXPONENT_MAX) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else {
      magnitude = Math.scalb(1 + fraction / 1024.0, exponent - 15);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
