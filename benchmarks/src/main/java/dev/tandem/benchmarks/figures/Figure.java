package dev.tandem.benchmarks.figures;

import java.util.Locale;

/** A number as a reader of a table wants it. */
public final class Figure {
  private static final String UNKNOWN = "n/a";

  private Figure() {}

  /** Three digits or more, and {@code n/a} where there is no number. */
  public static String of(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
