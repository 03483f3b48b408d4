package dev.tandem.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The decimals that stand for one float or double: the shortest one that reads back as the same
 * value, or the nearest one of a given precision. One instance is filled again and again; it
 * belongs to one thread.
 *
 * <p>The shortest one is found by Schubfach (Raffaello Giulietti, "The Schubfach way to render
 * doubles").
 */
final class Decimal {
  private static final int DOUBLE_FRACTION_BITS = 52;
  private static final int DOUBLE_MIN_EXPONENT = -1074;
  private static final int FLOAT_FRACTION_BITS = 23;
  private static final int FLOAT_MIN_EXPONENT = -149;

  // Schubfach's g: 126 bits of each power of ten, rounded up, in two words of 63 bits.

  private static final long[] UPPER_GAUGES = new long[TenPowers.MAX - TenPowers.MIN + 1];
  private static final long[] LOWER_GAUGES = new long[UPPER_GAUGES.length];

  static {
    for (int i = 0; i < UPPER_GAUGES.length; i++) {
      int k = TenPowers.MIN + i;
      long lower = (TenPowers.low(k) >>> 2 | TenPowers.high(k) << 62) + 1;
      long upper = (TenPowers.high(k) >>> 2) + (lower == 0 ? 1 : 0);
      UPPER_GAUGES[i] = upper << 1 | lower >>> 63;
      LOWER_GAUGES[i] = lower & Long.MAX_VALUE;
    }
  }

  private final TenPowerProduct product = new TenPowerProduct();

  private double value;

  /** The value is significand * 2^binaryExponent. */
  private long significand;

  private int binaryExponent;

  private boolean subnormal;

  /** Whether the next smaller value is only half as far away as the next greater one. */
  private boolean closeBelow;

  /** The decimal is digits * 10^exponent; the last digit is not zero. */
  private long digits;

  private int exponent;

  /** Takes the shortest decimal for a positive finite value; the one nearest to it if several. */
  void setShortest(double newValue) {
    long bits = Double.doubleToRawLongBits(newValue);
    long fraction = bits & (1L << DOUBLE_FRACTION_BITS) - 1;
    int biased = (int) (bits >>> DOUBLE_FRACTION_BITS);
    split(newValue, fraction, biased, DOUBLE_FRACTION_BITS, DOUBLE_MIN_EXPONENT);
    findShortest(1L << (DOUBLE_FRACTION_BITS + 1));
  }

  /** Takes the shortest decimal that reads back as the same float, which is often much shorter. */
  void setShortest(float newValue) {
    int bits = Float.floatToRawIntBits(newValue);
    int fraction = bits & (1 << FLOAT_FRACTION_BITS) - 1;
    int biased = bits >>> FLOAT_FRACTION_BITS;
    split(newValue, fraction, biased, FLOAT_FRACTION_BITS, FLOAT_MIN_EXPONENT);
    findShortest(1L << (FLOAT_FRACTION_BITS + 1));
  }

  private void split(
      double newValue, long fraction, int biased, int fractionBits, int minExponent) {
    value = newValue;
    subnormal = biased == 0;
    significand = subnormal ? fraction : fraction | 1L << fractionBits;
    binaryExponent = subnormal ? minExponent : minExponent + biased - 1;
    closeBelow = fraction == 0 && biased > 1;
  }

  /** Below {@code wholeLimit} a whole number has no decimal shorter than its own digits. */
  private void findShortest(long wholeLimit) {
    long whole = (long) value;
    if (whole == value && whole < wholeLimit) {
      setTrimmed(whole, 0);
    } else {
      findShortestFraction();
    }
  }

  /**
   * Finds the value and the bounds of what reads back as it, all in quarters of a unit of 10^k that
   * is less than a step between values, but not less than a tenth of one.
   */
  private void findShortestFraction() {
    int k =
        closeBelow
            ? TenPowers.floorLog10OfThreeQuarters(binaryExponent)
            : TenPowers.floorLog10(binaryExponent);
    int shift = binaryExponent + TenPowers.floorLog2(-k) + 2;
    long upperGauge = UPPER_GAUGES[-k - TenPowers.MIN];
    long lowerGauge = LOWER_GAUGES[-k - TenPowers.MIN];
    long middle = significand << 2;
    long scaled = roundToOdd(upperGauge, lowerGauge, middle << shift);
    long least = roundToOdd(upperGauge, lowerGauge, (middle - (closeBelow ? 1 : 2)) << shift);
    long most = roundToOdd(upperGauge, lowerGauge, (middle + 2) << shift);
    // The bounds themselves read back as the value when its significand is even.
    long odd = significand & 1;
    choose(scaled, least + odd, most - odd, k);
  }

  /** Takes the one multiple of ten units between the bounds, else the nearest unit. */
  private void choose(long scaled, long least, long most, int k) {
    long floor = scaled >>> 2;
    long tens = floor / 10;
    boolean tensFit = least <= tens * 40;
    boolean nextTensFit = tens * 40 + 40 <= most;
    long quarters = floor << 2;
    boolean floorFits = least <= quarters;
    boolean nextFits = quarters + 4 <= most;
    boolean nearerToFloor = scaled < quarters + 2 || (scaled == quarters + 2 && (floor & 1) == 0);
    boolean down = floorFits == nextFits ? nearerToFloor : floorFits;
    // Which of both it is no processor foresees: having both ready is cheaper than to branch.
    long inTens = tensFit ? tens : tens + 1;
    long inUnits = down ? floor : floor + 1;
    boolean takesTens = tensFit != nextTensFit;
    setTrimmed(takesTens ? inTens : inUnits, takesTens ? k + 1 : k);
  }

  /** The product in units, rounded down, with the lowest bit set if anything was cut off. */
  private static long roundToOdd(long upperGauge, long lowerGauge, long factor) {
    long lower = Math.multiplyHigh(lowerGauge, factor);
    long middle = upperGauge * factor;
    long upper = Math.multiplyHigh(upperGauge, factor);
    long rest = (middle >>> 1) + lower;
    long whole = upper + (rest >>> 63);
    return whole | ((rest & Long.MAX_VALUE) == 0 ? 0 : 1);
  }

  /** Takes the decimal of so many significant digits that is nearest to the value, ties to even. */
  void round(int precision) {
    int leading = exponent + count() - 1;
    long rounded = rounded(precision, leading);
    if (DecimalText.count(rounded) < precision) {
      // The shortest decimal had been rounded up to the next power of ten.
      leading--;
      rounded = rounded(precision, leading);
    }
    setTrimmed(rounded, leading - precision + 1);
  }

  /** The value in units of the last of so many digits, when its first one stands for 10^leading. */
  private long rounded(int precision, int leading) {
    int power = precision - 1 - leading;
    product.set(significand, power);
    long rounded = product.round(-(product.exponent() + binaryExponent));
    return rounded == TenPowerProduct.UNDECIDED
        ? new BigDecimal(value)
            .scaleByPowerOfTen(power)
            .setScale(0, RoundingMode.HALF_EVEN)
            .longValueExact()
        : rounded;
  }

  private void setTrimmed(long newDigits, int newExponent) {
    digits = newDigits;
    exponent = newExponent;
    if (newDigits % 10 == 0) {
      // Together these take off any number of zeros that a long can end in.
      trim(100_000_000, 8);
      trim(100_000_000, 8);
      trim(10_000, 4);
      trim(100, 2);
      trim(10, 1);
    }
  }

  private void trim(long divisor, int zeros) {
    long quotient = digits / divisor;
    if (quotient * divisor == digits) {
      digits = quotient;
      exponent += zeros;
    }
  }

  boolean isSubnormal() {
    return subnormal;
  }

  long digits() {
    return digits;
  }

  int exponent() {
    return exponent;
  }

  /** How many digits there are. */
  int count() {
    return DecimalText.count(digits);
  }

  @Override
  public String toString() {
    return digits + "E" + exponent;
  }
}
