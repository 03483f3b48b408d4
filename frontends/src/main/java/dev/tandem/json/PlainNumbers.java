package dev.tandem.json;

import java.nio.ByteBuffer;

/**
 * Reads runs of numbers in an array of a checked document, as long as they are written plainly: no
 * exponent, no word, few digits, at most one blank between two. Belongs to one thread.
 */
final class PlainNumbers {
  /** So many digits always fit 64 bits, read without sign; here the point counts as one. */
  private static final int MAX_DIGITS = 19;

  private final DecimalToDouble toDouble = new DecimalToDouble();

  /**
   * Reads numbers into {@code target}, while it has room. Begins behind the array's bracket or
   * behind an element and returns the position behind the last one that was read.
   */
  int readFloats(byte[] bytes, int from, int limit, ByteBuffer target) {
    int end = from;
    while (target.remaining() >= Float.BYTES) {
      int p = end;
      p += bytes[p] == ',' ? 1 : 0;
      p += bytes[p] == ' ' ? 1 : 0;
      int minus = JsonBytes.equal(bytes[p], '-');
      p += minus;
      int first = p;
      long value = 0;
      while (JsonBytes.isDigit(bytes[p])) {
        value = value * 10 + (bytes[p++] - '0');
      }
      int point = p;
      if (bytes[p] == '.') {
        int digits = 8;
        for (p++; digits == 8 && p + 8 <= limit; p += digits) {
          long eight = JsonBytes.eightAt(bytes, p);
          digits = JsonBytes.digitCount(eight);
          if (digits > 0) {
            value = value * JsonBytes.powerOfTen(digits) + JsonBytes.digits(eight, digits);
          }
        }
        if (digits == 8) {
          break;
        }
      }
      int most = MAX_DIGITS + 2 * JsonBytes.equal(bytes[first], '0');
      if (p == first || p - first > most || (bytes[p] | 0x20) == 'e') {
        break;
      }
      double magnitude = toDouble.nearest(value, Math.min(0, point + 1 - p));
      if (Double.isNaN(magnitude)) {
        break;
      }
      // Signs come as they like.
      target.putInt(Float.floatToRawIntBits((float) magnitude) | minus << 31);
      end = p;
    }
    return end;
  }
}
