package dev.tandem.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes floating-point numbers in one style; belongs to one thread. */
abstract sealed class FloatFormatter permits RapidJsonFloats, TfServingFloats {
  /** Room for the longest number of any style, and for a comma. */
  static final int MAX_BYTES = 33 + DecimalText.SPARE_BYTES;

  private static final byte[] NAN = "NaN".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INFINITY = "Infinity".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZERO = "0.0".getBytes(StandardCharsets.US_ASCII);

  final Decimal decimal = new Decimal();

  final void write(ByteSink sink, double value) {
    if (writeSign(sink, value, Double.doubleToRawLongBits(value) < 0)) {
      int position = sink.length();
      sink.advance(writeDigits(sink.array(), position, Math.abs(value)) - position);
    }
  }

  final void write(ByteSink sink, float value) {
    if (writeSign(sink, value, Float.floatToRawIntBits(value) < 0)) {
      int position = sink.length();
      sink.advance(writeDigits(sink.array(), position, Math.abs(value)) - position);
    }
  }

  /** Writes floats, each one behind a comma and as the double that it is exactly. */
  void writeWidened(ByteSink sink, ByteBuffer values, int count) {
    for (int i = 0; i < count; i++) {
      sink.put(',');
      write(sink, (double) values.getFloat());
    }
  }

  /** Writes a sign, or the whole number if it has no digits of its own; false if it did that. */
  private static boolean writeSign(ByteSink sink, double value, boolean negative) {
    sink.ensure(MAX_BYTES);
    if (Double.isNaN(value)) {
      sink.put(NAN);
      return false;
    }
    // Signs come as they like: one is always written, and counted where it is one.
    sink.array()[sink.length()] = '-';
    sink.advance(negative ? 1 : 0);
    if (value == 0) {
      sink.put(ZERO);
      return false;
    }
    if (Double.isInfinite(value)) {
      sink.put(INFINITY);
      return false;
    }
    return true;
  }

  /** Writes a positive finite number at {@code position} and returns the position after it. */
  abstract int writeDigits(byte[] bytes, int position, double value);

  abstract int writeDigits(byte[] bytes, int position, float value);
}
