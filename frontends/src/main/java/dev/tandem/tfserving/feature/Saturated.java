package dev.tandem.tfserving.feature;

/** Sums and products of sizes, which stop at the greatest number. */
public final class Saturated {
  private Saturated() {}

  /** Of two numbers that are not negative. */
  public static long product(long a, long b) {
    long product = a * b;
    return Math.multiplyHigh(a, b) != 0 || product < 0 ? Long.MAX_VALUE : product;
  }

  /** Of two numbers that are not negative. */
  public static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
