package dev.tandem.json;

/**
 * Writes floats between a millionth and a hundred million as {@link RapidJsonFloats} lays out the
 * doubles that they are exactly, from one product each, and without a branch that the digits
 * decide, since those no processor foresees. What it cannot tell for sure is left to the caller.
 *
 * <p>A unit is a power of ten that is less than a step between doubles, but not less than a tenth
 * of one, so that each of these doubles has 16 or 17 digits before it is shortened. The multiple of
 * ten units that is within half a step of the value is the shortest decimal, and there is at most
 * one; where there is none, it is the nearest unit.
 */
final class PlainFloats {
  private static final int FRACTION_BITS = 23;
  private static final int FRACTION = (1 << FRACTION_BITS) - 1;
  private static final int EXPONENT = 0xff;

  /** What is added to a biased exponent to get the power of two of a float's last bit. */
  private static final int EXPONENT_OF_LAST_BIT = -150;

  /** A double has so many more bits than a float. */
  private static final int MORE_BITS = 29;

  /** The first of the biased exponents, 2^-19 to 2^26, that are written here. */
  private static final int LEAST = 108;

  private static final int COUNT = 46;

  /** A part is 2^-39 of a unit: times 24 bits that fits a long. */
  private static final int PART_BITS = 39;

  private static final long PARTS_OF_UNIT = 1L << PART_BITS;

  /** A product is too small by fewer parts than this. */
  private static final long ERROR = 1L << 25;

  // For each exponent, the worth of a significand of 1, and where the point is in 17 digits.

  private static final long[] UNITS = new long[COUNT];
  private static final long[] PARTS = new long[COUNT];
  private static final int[] POINTS = new int[COUNT];

  private static final int EIGHT_DIGITS = 100_000_000;

  static {
    for (int i = 0; i < COUNT; i++) {
      int exponent = LEAST + i + EXPONENT_OF_LAST_BIT;
      int k = TenPowers.floorLog10(exponent - MORE_BITS);
      int unitBits = TenPowers.floorLog2(-k) + 1 + exponent;
      long high = TenPowers.high(-k);
      long low = TenPowers.low(-k);
      UNITS[i] = high >>> (Long.SIZE - unitBits);
      long rest = high << unitBits | low >>> (Long.SIZE - unitBits);
      PARTS[i] = rest >>> (Long.SIZE - PART_BITS);
      POINTS[i] = 17 + k;
    }
  }

  private PlainFloats() {}

  /**
   * Writes a comma and the float of {@code bits}. Returns the position after it, or {@code
   * position} where the float is not one of those.
   */
  static int put(byte[] bytes, int position, int bits) {
    int index = (bits >>> FRACTION_BITS & EXPONENT) - LEAST;
    int fraction = bits & FRACTION;
    // Below a power of two the steps are only half as long as above it.
    if (index < 0 || index >= COUNT || fraction == 0) {
      return position;
    }
    long significand = fraction | 1 << FRACTION_BITS;
    long product = significand * PARTS[index];
    long units = significand * UNITS[index] + (product >>> PART_BITS);
    long parts = product & (PARTS_OF_UNIT - 1);
    long halfStep = UNITS[index] << (PART_BITS - MORE_BITS - 1) | PARTS[index] >>> (MORE_BITS + 1);

    long upper = units / EIGHT_DIGITS;
    long lower = units - upper * EIGHT_DIGITS;
    long digit = lower % 10;
    long aboveTens = digit << PART_BITS | parts;
    long pastTens = aboveTens - halfStep;
    long beforeNextTens = 10 * PARTS_OF_UNIT - aboveTens - halfStep;
    long pastHalf = parts - PARTS_OF_UNIT / 2;
    if (mayBeZero(pastTens) || mayBeZero(beforeNextTens) || mayBeZero(pastHalf)) {
      return position;
    }
    // All ones where it is so.
    long nextTensFit = beforeNextTens >> 63;
    long someTensFit = pastTens >> 63 | nextTensFit;
    long nearest = ~pastHalf >>> 63;
    lower += (nearest & ~someTensFit) - (digit & someTensFit) + (10 & nextTensFit);
    if (lower == EIGHT_DIGITS) {
      return position;
    }
    int negative = bits >>> 31;
    int end = putDigits(bytes, position + 1 + negative, upper, lower, POINTS[index]);
    bytes[position + negative] = '-';
    bytes[position] = ',';
    return end;
  }

  private static boolean mayBeZero(long difference) {
    return Math.abs(difference) < ERROR;
  }

  /**
   * Writes 17 digits, the last eight of them in {@code lower}, with the point where it belongs and
   * zeros at both ends left out; also writes over the byte before {@code position}.
   */
  private static int putDigits(byte[] bytes, int position, long upper, long lower, int point) {
    long first = upper / EIGHT_DIGITS;
    long middle = JsonBytes.decimal(upper - first * EIGHT_DIGITS);
    long last = JsonBytes.decimal(lower);
    // Either 0.000ddd, or ddd.ddd: all ones or zeros, and what is zero in the other case.
    int below = (point - 1) >> 31;
    int above = ~below;
    int zeros = 2 - point & below;
    int moved = point - 1 & above;
    // The first of several digits before the point may be a zero: it goes where it is written over.
    int dropped = ((int) first - 1 & -moved) >> 31;
    int start = position + zeros + dropped;
    int behindPoint = start + 1 - above;
    JsonBytes.putEight(bytes, position, DecimalText.ZERO_POINT_ZEROS);
    bytes[start] = (byte) ('0' + first);
    JsonBytes.putEight(bytes, start + 1, middle);
    JsonBytes.putEight(bytes, behindPoint + moved, middle >>> (moved << 3));
    JsonBytes.putEight(bytes, behindPoint + 8, last);
    bytes[position + 1 + moved + dropped] = '.';
    int digits = 17 - JsonBytes.zerosAtEnd(middle, last);
    return behindPoint - 1 + Math.max(digits, point + 1 & above);
  }
}
