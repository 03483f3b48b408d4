package dev.tandem.tfserving.metrics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers with six significant digits, as printf's {@code %g} lays them out. */
final class SixDigits {
  private static final MathContext PRECISION = new MathContext(6, RoundingMode.HALF_EVEN);
  private static final int MIN_PLAIN_EXPONENT = -4;

  private SixDigits() {}

  /** The text of a finite number. */
  static String of(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(PRECISION).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= MIN_PLAIN_EXPONENT && exponent < PRECISION.getPrecision()) {
      return rounded.toPlainString();
    }
    String digits = rounded.movePointLeft(exponent).toPlainString();
    return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
