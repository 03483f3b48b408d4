package dev.tandem.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Holds writer and reader against the JDK on millions of numbers of random bits. */
class JsonRoundTripPropertyTest {
  private static final int COUNT = 1_000_000;

  private final Random random = new Random(20_260_101);
  private final ByteSink sink = new ByteSink(64);
  private final JsonWriter writer = new JsonWriter(sink, JsonFloatStyle.RAPIDJSON);
  private final JsonNumber number = new JsonNumber();

  @Test
  void doublesOfRandomBitsComeBack() {
    for (int i = 0; i < COUNT; i++) {
      assertComesBack(Double.longBitsToDouble(random.nextLong()));
    }
  }

  @Test
  void floatsOfRandomBitsComeBackAsTheDoublesTheyAre() {
    for (int i = 0; i < COUNT; i++) {
      assertComesBack(Float.intBitsToFloat(random.nextInt()));
    }
  }

  @Test
  void floatsOfEverydaySizeComeBack() {
    for (int i = 0; i < COUNT; i++) {
      assertComesBack((float) (random.nextGaussian() * Math.pow(10, random.nextInt(12) - 6)));
    }
  }

  private void assertComesBack(double value) {
    if (!Double.isFinite(value)) {
      return;
    }
    writer.number(value);
    int length = sink.length();
    number.read(sink.array(), 0, length);
    String text = new String(sink.array(), 0, length, ISO_8859_1);
    sink.length(0);
    if (Double.compare(Double.parseDouble(text), value) != 0
        || Double.compare(number.doubleValue(), value) != 0
        || number.end() != length) {
      fail("%s is written %s and read as %s", value, text, number.doubleValue());
    }
  }
}
