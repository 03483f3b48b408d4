package dev.tandem.json;

/**
 * Checks number literals, {@code NaN} and {@code Infinity} included.
 *
 * <p>A number is too big by RapidJSON's rules, not by its value: by the exponent alone when that is
 * written with three digits or more, so that {@code 0e999} is too big, and by the count of digits
 * when there is no exponent. What slips through reads as infinity, as it does there. Three
 * accidents of RapidJSON are errors here: {@code NInf}, {@code NaInf}, and a fraction or exponent
 * after {@code NaN} or {@code Inf}.
 */
final class NumberScanner {
  private static final byte[] NAN = {'N', 'a', 'N'};
  private static final byte[] INF = {'I', 'n', 'f'};
  private static final byte[] INITY = {'i', 'n', 'i', 't', 'y'};

  /** A tenth of the greatest double: one more digit behind this is one too many. */
  private static final double LAST_DIGIT_LIMIT = Double.MAX_VALUE / 10;

  /** No integer of fewer digits is too big. */
  private static final int SURELY_SMALL_DIGITS = 300;

  private static final int GREATEST_EXPONENT = 308;

  /** From this significand on RapidJSON counts digits one by one. */
  private static final long EXACT_SIGNIFICANDS = 1L << 53;

  private static final int COUNTED_DIGITS = 17;

  private final ScannedText text;

  NumberScanner(ScannedText text) {
    this.text = text;
  }

  /** Whether a number that is no word begins with this. */
  static boolean begins(byte b) {
    return b <= '9' && b >= '-' && b != '.' && b != '/';
  }

  /** The position after the number that begins at {@code start}. */
  int end(int start) {
    // Signs come as they like: a branch is foreseen wrong half of the time.
    int p = start + JsonBytes.equal(text.at(start), '-');
    byte first = text.at(p);
    if (!JsonBytes.isDigit(first)) {
      return endOfWord(p);
    }
    p++;
    if (JsonBytes.isDigit(text.at(p)) && first != '0') {
      p = endOfInteger(start, p - 1);
    }
    if (text.at(p) == '.') {
      p = endOfFraction(p + 1);
    }
    byte next = text.at(p);
    return next == 'e' || next == 'E' ? endOfExponent(start, p) : p;
  }

  private int endOfWord(int p) {
    return switch (text.at(p)) {
      case 'N' -> text.endOfLiteral(NAN, p);
      case 'I' -> {
        int end = text.endOfLiteral(INF, p);
        yield text.at(end) == 'i' ? text.endOfLiteral(INITY, end) : end;
      }
      default -> throw text.failure(JsonError.INVALID_VALUE, p);
    };
  }

  private int endOfInteger(int start, int firstDigit) {
    int end = JsonBytes.skipDigits(text.bytes, firstDigit, text.limit);
    if (end - firstDigit >= SURELY_SMALL_DIGITS) {
      rejectTooManyDigits(start, firstDigit, end);
    }
    return end;
  }

  private void rejectTooManyDigits(int start, int firstDigit, int end) {
    double value = 0;
    for (int p = firstDigit; p < end; p++) {
      if (value >= LAST_DIGIT_LIMIT) {
        throw text.failure(JsonError.NUMBER_TOO_BIG, start);
      }
      value = value * 10 + (text.bytes[p] - '0');
    }
  }

  private int endOfFraction(int firstDigit) {
    int end = JsonBytes.skipDigits(text.bytes, firstDigit, text.limit);
    if (end == firstDigit) {
      throw text.failure(JsonError.MISSING_FRACTION, firstDigit);
    }
    return end;
  }

  private int endOfExponent(int start, int letter) {
    byte sign = text.at(letter + 1);
    int firstDigit = sign == '-' || sign == '+' ? letter + 2 : letter + 1;
    int end = JsonBytes.skipDigits(text.bytes, firstDigit, text.limit);
    if (end == firstDigit) {
      throw text.failure(JsonError.MISSING_EXPONENT, firstDigit);
    }
    if (sign != '-' && end - firstDigit > 2) {
      rejectTooBigExponent(start, letter, firstDigit, end);
    }
    return end;
  }

  private void rejectTooBigExponent(int start, int letter, int firstDigit, int end) {
    int greatest = GREATEST_EXPONENT + countedFractionDigits(start, letter);
    int exponent = 0;
    for (int p = firstDigit; p < end; p++) {
      exponent = exponent * 10 + (text.bytes[p] - '0');
      if (exponent > greatest) {
        throw text.failure(JsonError.NUMBER_TOO_BIG, start);
      }
    }
  }

  /** How many digits of the fraction RapidJSON takes into the significand. */
  private int countedFractionDigits(int start, int end) {
    int p = text.at(start) == '-' ? start + 1 : start;
    int firstDigit = p;
    long significand = 0;
    for (; p < end && p - firstDigit <= COUNTED_DIGITS && text.bytes[p] != '.'; p++) {
      significand = significand * 10 + (text.bytes[p] - '0');
    }
    // The first digit of the integer part does not count, and leading zeros do not either.
    int digits = p - firstDigit - 1;
    int counted = 0;
    for (p++; p < end && (significand < EXACT_SIGNIFICANDS || digits < COUNTED_DIGITS); p++) {
      significand = significand * 10 + (text.bytes[p] - '0');
      digits += significand == 0 ? 0 : 1;
      counted++;
    }
    return counted;
  }
}
