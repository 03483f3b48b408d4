package dev.tandem.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at bytes of JSON text, eight at a time where eight are left. */
final class JsonBytes {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long ZERO_DIGITS = '0' * ONES;
  private static final long[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000
  };

  private JsonBytes() {}

  /** The eight bytes from {@code position} on, the first one lowest. */
  static long eightAt(byte[] bytes, int position) {
    return (long) EIGHT.get(bytes, position);
  }

  /** The first position from {@code from} on that is not white space, at most {@code limit}. */
  static int skipWhitespace(byte[] bytes, int from, int limit) {
    int p = from;
    while (p < limit && isWhitespace(bytes[p])) {
      p++;
    }
    return p;
  }

  private static boolean isWhitespace(byte b) {
    return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
  }

  /** The first position from {@code from} on that is no decimal digit, at most {@code limit}. */
  static int skipDigits(byte[] bytes, int from, int limit) {
    int p = from;
    while (p + 8 <= limit) {
      int count = digitCount(eightAt(bytes, p));
      p += count;
      if (count < 8) {
        return p;
      }
    }
    while (p < limit && isDigit(bytes[p])) {
      p++;
    }
    return p;
  }

  /** The first position from {@code from} on of a quote, a backslash or a control character. */
  static int skipPlainText(byte[] bytes, int from, int limit) {
    int p = from;
    while (p + 8 <= limit) {
      long eight = eightAt(bytes, p);
      long special = special(eight);
      if (special != 0) {
        return p + (Long.numberOfTrailingZeros(special) >>> 3);
      }
      p += 8;
    }
    while (p < limit && !isSpecial(bytes[p])) {
      p++;
    }
    return p;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isSpecial(byte b) {
    return b == '"' || b == '\\' || (b >= 0 && b < ' ');
  }

  /**
   * Marks the high bit of bytes that {@link #isSpecial}. Only the lowest mark is exact: a borrow
   * can set marks above it.
   */
  private static long special(long eight) {
    long quote = eight ^ ('"' * ONES);
    long backslash = eight ^ ('\\' * ONES);
    long zeros = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
    long controls = (eight - ' ' * ONES) & ~eight;
    return (zeros | controls) & HIGHS;
  }

  /** How many of the eight bytes, counted from the first, are decimal digits. */
  static int digitCount(long eight) {
    long x = eight ^ ZERO_DIGITS;
    // A digit is now 0..9; adding 0x76 carries everything from 10 to 0x7f into the high bit.
    long other = (((x & ~HIGHS) + 0x76 * ONES) | x) & HIGHS;
    return Long.numberOfTrailingZeros(other) >>> 3;
  }

  /** 1 if a byte is the given ASCII character, else 0; without a branch. */
  static int equal(byte b, char c) {
    return (((b & 0xff) ^ c) - 1) >>> 31;
  }

  /** The number that the first {@code count} of the eight bytes write, 1 to 8. */
  static long digits(long eight, int count) {
    // Moving the digits up leaves zeros below, which read as leading zeros.
    long x = (eight ^ ZERO_DIGITS) << (64 - (count << 3));
    long pairs = x * 10 + (x >>> 8);
    long even = (pairs & 0x0000_00ff_0000_00ffL) * (100 + (1_000_000L << 32));
    long odd = ((pairs >>> 16) & 0x0000_00ff_0000_00ffL) * (1 + (10_000L << 32));
    return (even + odd) >>> 32;
  }

  /** The reverse: eight bytes that write {@code number}, below 10^8, with leading zeros. */
  static long decimal(long number) {
    // Four digits in each half, then two in each quarter, then one in each byte; the first lowest.
    long fours = (number << 32) - number / 10_000 * ((10_000L << 32) - 1);
    long hundreds = ((fours * 10_486) >>> 20) & 0x0000_007f_0000_007fL;
    long twos = (fours << 16) - hundreds * ((100 << 16) - 1);
    long tens = ((twos * 103) >>> 10) & 0x000f_000f_000f_000fL;
    return ((twos << 8) - tens * ((10 << 8) - 1)) ^ ZERO_DIGITS;
  }

  /** How many of sixteen bytes that write a number, from the last one back, are the digit zero. */
  static int zerosAtEnd(long upper, long lower) {
    long digits = lower ^ ZERO_DIGITS;
    return digits == 0
        ? 8 + (Long.numberOfLeadingZeros(upper ^ ZERO_DIGITS) >>> 3)
        : Long.numberOfLeadingZeros(digits) >>> 3;
  }

  /** Writes eight bytes, the lowest first. */
  static void putEight(byte[] bytes, int position, long eight) {
    EIGHT.set(bytes, position, eight);
  }

  /** 10 to the power of {@code exponent}, 0 to 8. */
  static long powerOfTen(int exponent) {
    return POWERS_OF_TEN[exponent];
  }
}
