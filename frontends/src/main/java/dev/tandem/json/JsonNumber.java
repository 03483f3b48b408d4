package dev.tandem.json;

import java.nio.charset.StandardCharsets;

/**
 * A number of a checked document, read straight from its bytes.
 *
 * <p>As in RapidJSON, a number is an integer when it is written without fraction and exponent and
 * fits 64 bits, with or without a sign; any other number is a double.
 */
public final class JsonNumber {
  /** So many digits always fit 64 bits, read without sign. */
  private static final int MAX_DIGITS = 19;

  /** No double tells exponents beyond this apart; keeps sums of exponents inside an int. */
  private static final int HUGE_EXPONENT = 100_000_000;

  private static final long MAX_UNSIGNED_INT = 0xffff_ffffL;

  private static final byte[] NOTHING = {};

  private final DecimalToDouble toDouble = new DecimalToDouble();

  private byte[] bytes = NOTHING;
  private int start;
  private int end;

  private boolean negative;
  private boolean integer;

  /** NaN or infinity, when the number is one of those words. */
  private double word;

  private boolean isWord;

  /** The number without its sign is significand * 10^exponent, or a little more when it is cut. */
  private long significand;

  private int exponent;
  private boolean cut;

  JsonNumber() {}

  /** Reads the number that begins at {@code from}; the text has been checked. */
  void read(byte[] text, int from, int limit) {
    bytes = text;
    start = from;
    negative = text[from] == '-';
    int first = negative ? from + 1 : from;
    exponent = 0;
    cut = false;
    isWord = text[first] > '9';
    if (isWord) {
      readWord(first, limit);
    } else {
      readDigits(first, limit);
    }
  }

  private void readWord(int first, int limit) {
    integer = false;
    boolean nan = bytes[first] == 'N';
    word = nan ? Double.NaN : Double.POSITIVE_INFINITY;
    boolean isLong = first + 3 < limit && bytes[first + 3] == 'i';
    end = first + (isLong ? "Infinity" : "Inf").length();
  }

  private void readDigits(int first, int limit) {
    byte[] text = bytes;
    long value = 0;
    int p = first;
    while (p < limit && JsonBytes.isDigit(text[p])) {
      value = value * 10 + (text[p++] - '0');
    }
    int count = p - first;
    integer = true;
    if (p < limit && text[p] == '.') {
      int fraction = ++p;
      while (p + 8 <= limit) {
        long eight = JsonBytes.eightAt(text, p);
        int digits = JsonBytes.digitCount(eight);
        if (digits == 0) {
          break;
        }
        value = value * JsonBytes.powerOfTen(digits) + JsonBytes.digits(eight, digits);
        p += digits;
        if (digits < 8) {
          break;
        }
      }
      while (p < limit && JsonBytes.isDigit(text[p])) {
        value = value * 10 + (text[p++] - '0');
      }
      integer = false;
      exponent = fraction - p;
      count += p - fraction;
    }
    significand = value;
    if (count > MAX_DIGITS && count - leadingZeros(first, p) > MAX_DIGITS) {
      readManyDigits(first, p);
    }
    end = p < limit && (text[p] | 0x20) == 'e' ? readExponent(p + 1, limit) : p;
  }

  /** How many zeros precede the first digit that counts. */
  private int leadingZeros(int first, int last) {
    int p = first;
    int zeros = 0;
    while (p < last && (bytes[p] == '0' || bytes[p] == '.')) {
      zeros += bytes[p++] == '0' ? 1 : 0;
    }
    return zeros;
  }

  /** Reads digits again, where there are more than a long takes. */
  private void readManyDigits(int first, int last) {
    int p = first;
    while (p < last && (bytes[p] == '0' || bytes[p] == '.')) {
      p++;
    }
    significand = 0;
    int count = 0;
    for (; p < last && count < MAX_DIGITS; p++) {
      if (bytes[p] != '.') {
        significand = significand * 10 + (bytes[p] - '0');
        count++;
      }
    }
    if (integer && last - p == 1 && takesOneMoreDigit(bytes[p] - '0')) {
      significand = significand * 10 + (bytes[p] - '0');
      return;
    }
    integer = false;
    for (; p < last; p++) {
      if (bytes[p] != '.') {
        cut |= bytes[p] != '0';
        exponent++;
      }
    }
  }

  private boolean takesOneMoreDigit(int digit) {
    long most = Long.divideUnsigned(-1L - digit, 10);
    return Long.compareUnsigned(significand, most) <= 0;
  }

  private int readExponent(int from, int limit) {
    integer = false;
    boolean minus = bytes[from] == '-';
    int p = minus || bytes[from] == '+' ? from + 1 : from;
    int value = 0;
    for (; p < limit && JsonBytes.isDigit(bytes[p]); p++) {
      value = Math.min(HUGE_EXPONENT, value * 10 + (bytes[p] - '0'));
    }
    exponent += minus ? -value : value;
    return p;
  }

  /** The position after the number. */
  int end() {
    return end;
  }

  /** Whether the number is an integer of 64 bits, with or without a sign. */
  public boolean isInteger() {
    return integer && (!negative || significand >= 0 || significand == Long.MIN_VALUE);
  }

  public boolean isInt() {
    return isLong() && longValue() == (int) longValue();
  }

  public boolean isUnsignedInt() {
    return isUnsignedLong() && significand >= 0 && significand <= MAX_UNSIGNED_INT;
  }

  public boolean isLong() {
    return isInteger() && (negative || significand >= 0);
  }

  public boolean isUnsignedLong() {
    return isInteger() && (!negative || significand == 0);
  }

  /** The integer; one that {@link #isLong} is false for comes as its 64 bits without sign. */
  public long longValue() {
    if (!isInteger()) {
      throw new IllegalStateException("number: " + literal() + " (expected: 64-bit integer)");
    }
    return negative ? -significand : significand;
  }

  /** The nearest double, ties to even; infinite when there is none so great. */
  public double doubleValue() {
    double magnitude;
    if (isWord) {
      magnitude = word;
    } else {
      magnitude =
          cut
              ? toDouble.nearestAbove(significand, exponent)
              : toDouble.nearest(significand, exponent);
      if (Double.isNaN(magnitude)) {
        return Double.parseDouble(literal());
      }
    }
    return negative ? -magnitude : magnitude;
  }

  /** The float nearest to {@link #doubleValue}: both servers read doubles and narrow them. */
  public float floatValue() {
    return (float) doubleValue();
  }

  /** The number as it is written. */
  public String literal() {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
