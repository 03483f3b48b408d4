package dev.tandem.json;

/**
 * Finds the double nearest to a decimal, ties to even: one exact operation on doubles where that is
 * enough (Clinger), else the product with 128 bits of the power of ten (Eisel and Lemire).
 */
final class DecimalToDouble {
  /** No double can be told from 192 bits; the caller has to ask somebody slow. */
  static final double UNDECIDED = Double.NaN;

  private static final double[] EXACT_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final int SIGNIFICAND_BITS = 53;
  private static final int EXPONENT_BIAS = 1075;
  private static final int MAX_BIASED_EXPONENT = 2046;

  private final TenPowerProduct product = new TenPowerProduct();

  /** The double nearest to significand * 10^exponent, the significand taken without sign. */
  double nearest(long significand, int exponent) {
    int size = Math.abs(exponent);
    if (significand >>> SIGNIFICAND_BITS == 0 && size < EXACT_POWERS.length) {
      double power = EXACT_POWERS[size];
      return exponent < 0 ? significand / power : significand * power;
    }
    return nearestByProduct(significand, exponent);
  }

  /**
   * The same for a decimal that is a little above significand * 10^exponent, but below the next.
   */
  double nearestAbove(long significand, int exponent) {
    double least = nearestByProduct(significand, exponent);
    double most = nearestByProduct(significand + 1, exponent);
    return least == most ? least : UNDECIDED;
  }

  private double nearestByProduct(long significand, int exponent) {
    if (significand == 0) {
      return 0;
    }
    if (exponent < TenPowers.MIN || exponent > TenPowers.MAX) {
      return exponent > 0 ? Double.POSITIVE_INFINITY : UNDECIDED;
    }
    product.set(significand, exponent);
    int shift = product.length() - SIGNIFICAND_BITS;
    long rounded = product.round(shift);
    // Rounding up may take one bit more; it is then a power of two and shifts out a zero.
    int carry = (int) (rounded >>> SIGNIFICAND_BITS);
    int biased = product.exponent() + shift + carry + EXPONENT_BIAS;
    if (rounded == TenPowerProduct.UNDECIDED || biased < 1) {
      return UNDECIDED;
    }
    if (biased > MAX_BIASED_EXPONENT) {
      return Double.POSITIVE_INFINITY;
    }
    long fraction = rounded >>> carry & (1L << (SIGNIFICAND_BITS - 1)) - 1;
    return Double.longBitsToDouble((long) biased << (SIGNIFICAND_BITS - 1) | fraction);
  }
}
