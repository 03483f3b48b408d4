package dev.tandem.json;

import java.math.BigInteger;

/**
 * The powers of ten that doubles need, each as its first 128 bits, cut off, and a power of two.
 *
 * <p>10^k lies in [b, b + 1) * 2^{@link #binaryExponent}, where b is {@link #high} and {@link #low}
 * side by side, read without sign, and the highest bit of b is set.
 */
final class TenPowers {
  static final int MIN = -342;
  static final int MAX = 342;

  /** Greatest exponent whose power of ten is exactly b * 2^binaryExponent; 0 is the least. */
  static final int MAX_EXACT = 55;

  private static final int BITS = 128;

  // Logarithms times 2^48. Floors taken through them are right for every exponent used here.
  private static final int LOG_SHIFT = 48;
  private static final long LOG2_OF_10 = 935_039_633_142_894L;
  private static final long LOG10_OF_2 = 84_732_411_018_727L;
  private static final long LOG10_OF_THREE_QUARTERS = -35_167_127_977_081L;

  private static final long[] HIGH = new long[MAX - MIN + 1];
  private static final long[] LOW = new long[MAX - MIN + 1];

  static {
    BigInteger power = BigInteger.ONE;
    for (int k = 0; k <= MAX; k++) {
      int length = power.bitLength();
      set(k, length > BITS ? power.shiftRight(length - BITS) : power.shiftLeft(BITS - length));
      if (k > 0) {
        set(-k, BigInteger.ONE.shiftLeft(length + BITS - 1).divide(power));
      }
      power = power.multiply(BigInteger.TEN);
    }
  }

  private TenPowers() {}

  private static void set(int k, BigInteger bits) {
    HIGH[k - MIN] = bits.shiftRight(Long.SIZE).longValue();
    LOW[k - MIN] = bits.longValue();
  }

  static long high(int k) {
    return HIGH[k - MIN];
  }

  static long low(int k) {
    return LOW[k - MIN];
  }

  static int binaryExponent(int k) {
    return floorLog2(k) - (BITS - 1);
  }

  /** The greatest n with 2^n <= 10^k. */
  static int floorLog2(int k) {
    return (int) ((k * LOG2_OF_10) >> LOG_SHIFT);
  }

  /** The greatest n with 10^n <= 2^q. */
  static int floorLog10(int q) {
    return (int) ((q * LOG10_OF_2) >> LOG_SHIFT);
  }

  /** The greatest n with 10^n <= 3/4 * 2^q. */
  static int floorLog10OfThreeQuarters(int q) {
    return (int) ((q * LOG10_OF_2 + LOG10_OF_THREE_QUARTERS) >> LOG_SHIFT);
  }
}
