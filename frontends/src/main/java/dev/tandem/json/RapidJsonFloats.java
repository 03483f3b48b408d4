package dev.tandem.json;

import java.nio.ByteBuffer;

/** RapidJSON's layout: no exponent while the point is near enough to the first digit. */
final class RapidJsonFloats extends FloatFormatter {
  private static final int MIN_PLAIN_EXPONENT = -6;
  private static final int MAX_PLAIN_EXPONENT = 20;

  /** For so many numbers room is made at a time. */
  private static final int BLOCK = 16;

  @Override
  void writeWidened(ByteSink sink, ByteBuffer values, int count) {
    for (int left = count; left > 0; left -= BLOCK) {
      writeBlock(sink, values, Math.min(left, BLOCK));
    }
  }

  private void writeBlock(ByteSink sink, ByteBuffer values, int count) {
    sink.ensure(count * MAX_BYTES);
    byte[] bytes = sink.array();
    int start = sink.length();
    int position = start;
    int first = values.position();
    for (int i = 0; i < count; i++) {
      float value = values.getFloat(first + i * Float.BYTES);
      int end = PlainFloats.put(bytes, position, Float.floatToRawIntBits(value));
      if (end == position) {
        sink.advance(position - start);
        sink.put(',');
        write(sink, (double) value);
        start = sink.length();
        end = start;
      }
      position = end;
    }
    sink.advance(position - start);
    values.position(first + count * Float.BYTES);
  }

  @Override
  int writeDigits(byte[] bytes, int position, float value) {
    return writeDigits(bytes, position, (double) value);
  }

  @Override
  int writeDigits(byte[] bytes, int position, double value) {
    decimal.setShortest(value);
    int count = decimal.count();
    int point = count + decimal.exponent();
    if (point - 1 < MIN_PLAIN_EXPONENT || point - 1 > MAX_PLAIN_EXPONENT) {
      int end = DecimalText.putScientific(bytes, position, decimal.digits(), count);
      return putExponent(bytes, end, point - 1);
    }
    return DecimalText.putPlain(bytes, position, decimal.digits(), count, point);
  }

  /** With a sign only where it is negative, and no more digits than needed. */
  private static int putExponent(byte[] bytes, int position, int exponent) {
    int p = position;
    bytes[p++] = 'e';
    if (exponent < 0) {
      bytes[p++] = '-';
    }
    int size = Math.abs(exponent);
    int count = DecimalText.count(size);
    DecimalText.put(bytes, p, size, count);
    return p + count;
  }
}
