package dev.tandem.json;

/**
 * An integer times a power of ten, as its first 192 bits: enough to round it, in all but a few
 * cases that it knows. One instance is filled again and again; it belongs to one thread.
 *
 * <p>The product is at least (high, middle, low) * 2^exponent, the three words side by side, and
 * less than 2^64 units above that; it is exactly that where the power is exact.
 */
final class TenPowerProduct {
  /** What {@link #round} answers when 192 bits do not tell; no rounded product is negative. */
  static final long UNDECIDED = -1;

  private long high;
  private long middle;
  private long low;
  private int exponent;
  private boolean exact;

  /** Takes {@code factor}, not zero and without sign, times 10^{@code power}. */
  void set(long factor, int power) {
    int unused = Long.numberOfLeadingZeros(factor);
    long w = factor << unused;
    long upper = TenPowers.high(power);
    long lower = TenPowers.low(power);
    long carried = multiplyHigh(w, lower);
    low = w * lower;
    middle = w * upper + carried;
    high = multiplyHigh(w, upper) + (Long.compareUnsigned(middle, carried) < 0 ? 1 : 0);
    exponent = TenPowers.binaryExponent(power) - unused;
    exact = power >= 0 && power <= TenPowers.MAX_EXACT;
  }

  /** How many bits of the first word are in use, 63 or 64. */
  int length() {
    return high < 0 ? 64 : 63;
  }

  /** The power of two that belongs to the lowest bit of the first word. */
  int exponent() {
    return exponent + 128;
  }

  /**
   * The product in units of 2^{@code shift} of its first word, rounded to nearest, ties to even;
   * {@code shift} is 1 to 63.
   */
  long round(int shift) {
    long floor = high >>> shift;
    long rest = high & ((1L << shift) - 1);
    long half = 1L << (shift - 1);
    if (rest < half) {
      boolean mayReachHalf = !exact && rest == half - 1 && middle == -1;
      return mayReachHalf ? UNDECIDED : floor;
    }
    boolean tie = exact && rest == half && middle == 0 && low == 0;
    return tie ? floor + (floor & 1) : floor + 1;
  }

  /** The upper half of the product of two numbers without sign. */
  static long multiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
  }
}
