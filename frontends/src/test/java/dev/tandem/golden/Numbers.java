package dev.tandem.golden;

import java.math.BigDecimal;

/** Compares numbers of any size and kind by their value. */
final class Numbers {
  private Numbers() {}

  static boolean match(Number recorded, Number now, Tolerance tolerance) {
    return same(recorded, now)
        || ((recorded instanceof Double || now instanceof Double)
            && tolerance.accepts(recorded.doubleValue(), now.doubleValue()));
  }

  private static boolean same(Number recorded, Number now) {
    if (isFinite(recorded) && isFinite(now)) {
      return exact(recorded).compareTo(exact(now)) == 0;
    }
    return recorded.equals(now);
  }

  private static boolean isFinite(Number number) {
    return !(number instanceof Double value) || Double.isFinite(value);
  }

  private static BigDecimal exact(Number number) {
    return number instanceof Double value
        ? new BigDecimal(value)
        : new BigDecimal(number.toString());
  }
}
