package dev.tandem.json;

/**
 * Writes decimal digits, eight at a time; what is written into needs {@link #SPARE_BYTES} more than
 * the text takes.
 */
final class DecimalText {
  /** So many bytes behind the text may be written over. */
  static final int SPARE_BYTES = 8;

  private static final long EIGHT_DIGITS = 100_000_000;

  /** {@code 0.000000}, the first byte lowest. */
  static final long ZERO_POINT_ZEROS = 0x3030_3030_3030_2e30L;

  /** Every power of ten that fits a long. */
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private DecimalText() {}

  /** How many digits {@code number}, which is not negative, has. */
  static int count(long number) {
    // Zero has one digit, as one has; no power of ten lies between an even number and the next.
    long odd = number | 1;
    // 1233 / 4096 is a little less than log10(2): the guess is right or one too small.
    int guess = ((Long.SIZE - Long.numberOfLeadingZeros(odd)) * 1233) >> 12;
    return odd >= POWERS[guess] ? guess + 1 : guess;
  }

  /** Writes {@code number}, which is not negative, in 1 to 24 digits, leading zeros included. */
  static void put(byte[] bytes, int position, long number, int count) {
    if (count <= 8) {
      putFirst(bytes, position, number, count);
      return;
    }
    long upper = number / EIGHT_DIGITS;
    if (count >>> 1 == 8) {
      // Doubles have 16 or 17 digits, as it comes; the first of 17 is written over where there are
      // 16.
      long first = upper / EIGHT_DIGITS;
      bytes[position] = (byte) ('0' + first);
      putEight(bytes, position + count - 16, upper - first * EIGHT_DIGITS);
    } else if (count < 16) {
      putFirst(bytes, position, upper, count - 8);
    } else {
      long first = upper / EIGHT_DIGITS;
      putFirst(bytes, position, first, count - 16);
      putEight(bytes, position + count - 16, upper - first * EIGHT_DIGITS);
    }
    putEight(bytes, position + count - 8, number - upper * EIGHT_DIGITS);
  }

  private static void putFirst(byte[] bytes, int position, long number, int count) {
    if (count == 1) {
      bytes[position] = (byte) ('0' + number);
    } else {
      JsonBytes.putEight(bytes, position, JsonBytes.decimal(number) >>> (64 - (count << 3)));
    }
  }

  private static void putEight(byte[] bytes, int position, long number) {
    JsonBytes.putEight(bytes, position, JsonBytes.decimal(number));
  }

  /**
   * Writes digits with the point behind the first {@code point} of them, which may be up to six
   * places before the first or anywhere behind the last one; whole numbers end in {@code .0}.
   * Returns the position after it.
   */
  static int putPlain(byte[] bytes, int position, long digits, int count, int point) {
    if (point <= 0) {
      JsonBytes.putEight(bytes, position, ZERO_POINT_ZEROS);
      int first = position + 2 - point;
      put(bytes, first, digits, count);
      return first + count;
    }
    if (point < count) {
      return putWithPoint(bytes, position, digits, count, point);
    }
    int end = position + point;
    put(bytes, position, digits, count);
    for (int p = position + count; p < end; p++) {
      bytes[p] = '0';
    }
    bytes[end] = '.';
    bytes[end + 1] = '0';
    return end + 2;
  }

  /** Writes digits with the point behind the first one, if others follow. */
  static int putScientific(byte[] bytes, int position, long digits, int count) {
    if (count == 1) {
      put(bytes, position, digits, count);
      return position + 1;
    }
    return putWithPoint(bytes, position, digits, count, 1);
  }

  private static int putWithPoint(byte[] bytes, int position, long digits, int count, int point) {
    int places = count - point;
    long whole = digits / POWERS[places];
    put(bytes, position, whole, point);
    bytes[position + point] = '.';
    put(bytes, position + point + 1, digits - whole * POWERS[places], places);
    return position + count + 1;
  }
}
