package dev.tandem.json;

import java.util.Random;

/**
 * Random numbers that are unlike one another: of all sizes, near powers of two, short, subnormal.
 * The count comes from the property {@code tandem.json.samples}.
 */
final class Samples {
  static final int COUNT = Integer.getInteger("tandem.json.samples", 50_000);

  private final Random random = new Random(20_240_607);

  /** A positive finite double. */
  double nextDouble() {
    double value =
        switch (random.nextInt(7)) {
          case 0 -> Double.longBitsToDouble(random.nextLong());
          case 1 -> Float.intBitsToFloat(random.nextInt());
          case 2 -> random.nextInt(2_000_000) / Math.pow(10, random.nextInt(8));
          case 3 -> Math.scalb(1.0, random.nextInt(2_098) - 1_074);
          case 4 -> Math.nextDown(Math.scalb(1.0, random.nextInt(2_000) - 1_000));
          case 5 -> random.nextLong() >>> (1 + random.nextInt(63));
          default -> Double.longBitsToDouble(random.nextLong() >>> (12 + random.nextInt(52)));
        };
    return Double.isFinite(value) && value != 0 ? Math.abs(value) : nextDouble();
  }

  /** A positive finite float. */
  float nextFloat() {
    float value =
        switch (random.nextInt(6)) {
          case 0 -> Float.intBitsToFloat(random.nextInt());
          case 1 -> random.nextInt(2_000_000) / (float) Math.pow(10, random.nextInt(8));
          case 2 -> Math.scalb(1f, random.nextInt(277) - 149);
          case 3 -> Math.nextDown(Math.scalb(1f, random.nextInt(250) - 120));
          case 4 -> (float) random.nextGaussian();
          default -> Float.intBitsToFloat(random.nextInt() >>> (9 + random.nextInt(23)));
        };
    return Float.isFinite(value) && value != 0 ? Math.abs(value) : nextFloat();
  }

  /** A number as JSON writes it, with up to 50 digits. */
  String nextLiteral() {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
    if (random.nextInt(4) == 0) {
      text.append('0');
    } else {
      text.append(1 + random.nextInt(9));
      appendDigits(text, random.nextInt(3) == 0 ? random.nextInt(24) : random.nextInt(3));
    }
    if (random.nextInt(4) != 0) {
      text.append('.').append(random.nextInt(8) == 0 ? "0".repeat(random.nextInt(25)) : "");
      appendDigits(text, 1 + random.nextInt(random.nextInt(3) == 0 ? 26 : 9));
    }
    if (random.nextInt(3) == 0) {
      text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(640) - 340);
    }
    return text.toString();
  }

  private void appendDigits(StringBuilder text, int count) {
    for (int i = 0; i < count; i++) {
      text.append(random.nextInt(10));
    }
  }
}
