package dev.tandem.tfserving.wire;

/** Conversions of floats from and to 16 bits, rounding to nearest, ties to even. */
public final class Halves {
  private static final int FLOAT_INFINITY = 0x7F80_0000;
  private static final int HALF_INFINITY = 0x7C00;
  private static final int HALF_NAN = 0x7E00;

  /** The float bits of 65520, from which on rounding leads to infinity. */
  private static final int FIRST_INFINITE = 0x477F_F000;

  /** The float bits of 2^-14, the least normal half. */
  private static final int LEAST_NORMAL = 0x3880_0000;

  /** The exponents' biases differ by 127 - 15. */
  private static final int REBIAS = 112 << 23;

  /** Cut from a float's 23 fraction bits, the half keeps 10. */
  private static final int CUT_BITS = 13;

  private static final float LEAST_SUBNORMAL = 0x1p-24f;

  private Halves() {}

  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7FFF_FFFF;
    int half;
    if (magnitude > FLOAT_INFINITY) {
      half = HALF_NAN;
    } else if (magnitude >= FIRST_INFINITE) {
      half = HALF_INFINITY;
    } else if (magnitude < LEAST_NORMAL) {
      half = (int) Math.rint(Math.abs(value) / (double) LEAST_SUBNORMAL);
    } else {
      half = roundedShift(magnitude - REBIAS, CUT_BITS);
    }
    return (short) (sign | half);
  }

  public static float toFloat(short half) {
    int exponent = half >>> 10 & 0x1F;
    int fraction = half & 0x3FF;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * LEAST_SUBNORMAL;
    } else if (exponent == 0x1F) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Float.intBitsToFloat((half & 0x7FFF) << CUT_BITS) * 0x1p112f;
    }
    return half < 0 ? -magnitude : magnitude;
  }

  public static short brainFromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    boolean isNan = (bits & 0x7FFF_FFFF) > FLOAT_INFINITY;
    return (short) (isNan ? bits >>> 16 | 0x40 : roundedShift(bits, 16));
  }

  public static float brainToFloat(short brain) {
    return Float.intBitsToFloat(brain << 16);
  }

  private static int roundedShift(int bits, int count) {
    int odd = bits >>> count & 1;
    return (bits + (1 << (count - 1)) - 1 + odd) >>> count;
  }
}
