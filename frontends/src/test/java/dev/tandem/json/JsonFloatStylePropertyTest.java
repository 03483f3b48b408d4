package dev.tandem.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Holds the writers of floats against the JDK and against exact decimals. */
class JsonFloatStylePropertyTest {
  private final Samples samples = new Samples();
  private final ByteSink sink = new ByteSink(64);
  private final JsonWriter rapidJson = new JsonWriter(sink, JsonFloatStyle.RAPIDJSON);
  private final JsonWriter tfServing = new JsonWriter(sink, JsonFloatStyle.TF_SERVING);

  private String written() {
    String text = new String(sink.array(), 0, sink.length(), US_ASCII);
    sink.length(0);
    return text;
  }

  @Test
  void writesDoublesThatReadBackAndAreNeverLongerThanTheJdks() {
    boolean jdkIsShortest = Runtime.version().feature() >= 19;
    for (int i = 0; i < Samples.COUNT; i++) {
      double value = samples.nextDouble();
      rapidJson.number(value);
      String text = written();
      BigDecimal ours = new BigDecimal(text).stripTrailingZeros();
      BigDecimal jdks = new BigDecimal(Double.toString(value)).stripTrailingZeros();
      // The JDK prefers two digits that are nearer to one digit that is enough.
      boolean mustBeEqual = jdkIsShortest && jdks.precision() > 2;
      if (Double.parseDouble(text) != value
          || ours.precision() > jdks.precision()
          || (mustBeEqual && ours.compareTo(jdks) != 0)) {
        fail("%s is written %s", jdks, text);
      }
    }
  }

  @Test
  void writesTheNearestOfTheShortestDoubles() {
    for (int i = 0; i < Samples.COUNT / 10; i++) {
      double value = samples.nextDouble();
      rapidJson.number(value);
      BigDecimal text = new BigDecimal(written()).stripTrailingZeros();
      BigDecimal exact = new BigDecimal(value);
      BigDecimal distance = text.subtract(exact).abs();
      // The neighbours of the same length are either farther away or read as another value.
      for (BigDecimal other : new BigDecimal[] {text.add(text.ulp()), text.subtract(text.ulp())}) {
        boolean nearer = other.subtract(exact).abs().compareTo(distance) < 0;
        if (nearer && other.doubleValue() == value) {
          fail("%s is nearer than %s", other, text);
        }
      }
      BigDecimal shorter = exact.round(new MathContext(Math.max(1, text.precision() - 1)));
      if (text.precision() > 1 && shorter.doubleValue() == value) {
        fail("%s is shorter than %s", shorter, text);
      }
    }
  }

  @Test
  void writesManyFloatsAsTheDoublesThatTheyAre() {
    for (int i = 0; i < Samples.COUNT; i++) {
      assertWidened(samples.nextFloat(), -samples.nextFloat(), samples.nextFloat());
    }
    // All exponents, with a step that meets neither powers of two nor of ten.
    for (int bits = 0; bits >= 0; bits += 3_511) {
      assertWidened(Float.intBitsToFloat(bits), Float.intBitsToFloat(~bits));
    }
    assertWidened(0f, -0f, 1f, 10f, 0.5f, -0.1f, Float.NaN, Float.NEGATIVE_INFINITY, 99_999_992f);
    // Ties, where neither of the units around is nearer, and whole numbers with zeros at the end.
    assertWidened(0.5f + 0x1p-17f, 1.5f, 12_345_600f, 0x1p24f, 1e-6f, 1e-7f, 1e8f);
    assertWidened();
  }

  private void assertWidened(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    rapidJson.beginArray();
    rapidJson.widenedFloats(buffer, values.length);
    rapidJson.endArray();
    String many = written();
    rapidJson.beginArray();
    for (float value : values) {
      rapidJson.number((double) value);
    }
    rapidJson.endArray();
    String each = written();
    if (!many.equals(each) || buffer.hasRemaining()) {
      fail("%s is written %s", each, many);
    }
  }

  @Test
  void writesFloatsInEachStyleAndLayout() {
    for (JsonFloatStyle style : JsonFloatStyle.values()) {
      for (JsonLayout layout : JsonLayout.values()) {
        JsonWriter writer = new JsonWriter(sink, style);
        writer.layout(layout);
        writer.beginArray();
        writer.widenedFloats(ByteBuffer.allocate(8).putFloat(0.1f).putFloat(-3).flip(), 2);
        writer.endArray();
        String many = written();
        JsonWriter one = new JsonWriter(sink, style);
        one.layout(layout);
        one.beginArray();
        one.number((double) 0.1f);
        one.number(-3.0);
        one.endArray();
        assertWritten(many);
      }
    }
  }

  @Test
  void writesDoublesLikePrintf() {
    for (int i = 0; i < Samples.COUNT / 2; i++) {
      double value = samples.nextDouble();
      tfServing.number(value);
      String six = printf(value, 6);
      String expected = Double.parseDouble(six) == value ? six : printf(value, 17);
      assertWritten(withPoint(expected));
    }
  }

  @Test
  void writesFloatsLikePrintf() {
    for (int i = 0; i < Samples.COUNT / 2; i++) {
      float value = samples.nextFloat();
      tfServing.number(value);
      String six = printf(value, 6);
      String expected = Float.parseFloat(six) == value ? six : printf(value, 9);
      assertWritten(withPoint(expected));
    }
  }

  private void assertWritten(String expected) {
    String text = written();
    if (!text.equals(expected)) {
      fail("%s is written %s", expected, text);
    }
  }

  private static String withPoint(String text) {
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  /** What C's printf writes for {@code %.<precision>g}. */
  private static String printf(double value, int precision) {
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    BigDecimal stripped = rounded.stripTrailingZeros();
    if (exponent >= -4 && exponent < precision) {
      return stripped.toPlainString();
    }
    String digits = stripped.unscaledValue().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return digits.charAt(0)
        + fraction
        + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
