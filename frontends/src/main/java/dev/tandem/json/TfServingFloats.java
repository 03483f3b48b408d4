package dev.tandem.json;

/** TF Serving's layout, which is that of printf's {@code %g}. */
final class TfServingFloats extends FloatFormatter {
  private static final int SHORT_PRECISION = 6;
  private static final int FLOAT_PRECISION = 9;
  private static final int DOUBLE_PRECISION = 17;
  private static final int MIN_PLAIN_EXPONENT = -4;

  @Override
  int writeDigits(byte[] bytes, int position, float value) {
    decimal.setShortest(value);
    boolean enough = decimal.count() <= SHORT_PRECISION;
    if (decimal.isSubnormal()) {
      decimal.round(SHORT_PRECISION);
      enough = Float.parseFloat(decimal.toString()) == value;
    }
    return writeDecimal(bytes, position, enough ? SHORT_PRECISION : FLOAT_PRECISION);
  }

  @Override
  int writeDigits(byte[] bytes, int position, double value) {
    decimal.setShortest(value);
    boolean enough = decimal.count() <= SHORT_PRECISION;
    if (decimal.isSubnormal()) {
      decimal.round(SHORT_PRECISION);
      enough = Double.parseDouble(decimal.toString()) == value;
    }
    return writeDecimal(bytes, position, enough ? SHORT_PRECISION : DOUBLE_PRECISION);
  }

  private int writeDecimal(byte[] bytes, int position, int precision) {
    // Six digits are told apart by every value that is not subnormal: a shortest decimal with no
    // more digits than that is also the nearest one of six.
    if (precision > SHORT_PRECISION) {
      decimal.round(precision);
    }
    int count = decimal.count();
    int point = count + decimal.exponent();
    if (point - 1 < MIN_PLAIN_EXPONENT || point > precision) {
      int end = DecimalText.putScientific(bytes, position, decimal.digits(), count);
      return putExponent(bytes, end, point - 1);
    }
    return DecimalText.putPlain(bytes, position, decimal.digits(), count, point);
  }

  /** With a sign and at least two digits. */
  private static int putExponent(byte[] bytes, int position, int exponent) {
    int size = Math.abs(exponent);
    int p = position;
    bytes[p++] = 'e';
    bytes[p++] = (byte) (exponent < 0 ? '-' : '+');
    if (size < 10) {
      bytes[p++] = '0';
    }
    int count = DecimalText.count(size);
    DecimalText.put(bytes, p, size, count);
    return p + count;
  }
}
