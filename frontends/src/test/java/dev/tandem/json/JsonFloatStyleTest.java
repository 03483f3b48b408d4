package dev.tandem.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFloatStyleTest {
  private static String write(JsonFloatStyle style, double value) {
    ByteSink sink = new ByteSink(0);
    new JsonWriter(sink, style).number(value);
    return new String(sink.toByteArray(), US_ASCII);
  }

  private static String write(JsonFloatStyle style, float value) {
    ByteSink sink = new ByteSink(0);
    new JsonWriter(sink, style).number(value);
    return new String(sink.toByteArray(), US_ASCII);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "-2.5, -2.5",
    "0.1, 0.1",
    "1000, 1000.0",
    "123456.789, 123456.789",
    "0.0001, 0.0001",
    "0.000001, 0.000001",
    "0.00000123, 0.00000123",
    "0.0000001, 1e-7",
    "0.000000123, 1.23e-7",
    "1e20, 100000000000000000000.0",
    "1.5e20, 150000000000000000000.0",
    "1e21, 1e21",
    "1.5e21, 1.5e21",
    "123456789012345680000, 123456789012345680000.0",
    "1234567890123456800000, 1.2345678901234568e21",
    "1e100, 1e100",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "4.9e-324, 5e-324",
    "9007199254740993, 9007199254740992.0",
    "2e23, 2e23",
    "9.5e-6, 0.0000095",
  })
  void writesDoublesAsRapidJsonDoes(double value, String expected) {
    assertThat(write(JsonFloatStyle.RAPIDJSON, value)).isEqualTo(expected);
  }

  /** From the recorded answers of a Triton. */
  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-1.5, -1.5",
    "0.1, 0.10000000149011612",
    "1.17549435e-38, 1.1754943508222875e-38",
    "1e-3, 0.0010000000474974513",
    "16777217, 16777216.0",
    "0.3333333333333333, 0.3333333432674408",
    "1e10, 10000000000.0",
    "123456.789, 123456.7890625",
    "1e-7, 1.0000000116860974e-7",
    "1e16, 10000000272564224.0",
    "3.4028234663852886e38, 3.4028234663852886e38",
  })
  void widensFloatsAsTritonDoes(float value, String expected) {
    assertThat(write(JsonFloatStyle.RAPIDJSON, value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "2, 2.0",
    "0.1, 0.1",
    "0.2, 0.2",
    "0.33333334, 0.333333343",
    "9000000, 9e+06",
    "555557.5, 555557.5",
    "1234567, 1234567.0",
    "999999, 999999.0",
    "1000000, 1e+06",
    "123456789, 123456792.0",
    "1234567936, 1.23456794e+09",
    "0.00003, 3e-05",
    "0.0001, 0.0001",
    "0.00012345678, 0.000123456775",
    "0.000012345678, 1.23456784e-05",
    "16777216, 16777216.0",
    "-3.4028235e38, -3.40282347e+38",
    "1.17549435e-38, 1.17549435e-38",
    "1.4e-45, 1.4013e-45",
    "9.8e-45, 9.80909e-45",
    "1.0842022e-19, 1.08420217e-19",
    "5.8774717541114375e-39, 5.87747175e-39",
  })
  void writesFloatsAsTfServingDoes(float value, String expected) {
    assertThat(write(JsonFloatStyle.TF_SERVING, value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2.0",
    "0.1, 0.1",
    "0.3333333333333333, 0.33333333333333331",
    "1234567, 1234567.0",
    "9000000, 9e+06",
    "0.12345678, 0.12345678",
    "1e100, 1e+100",
    "1e-100, 1e-100",
    "123456789012345680, 1.2345678901234568e+17",
    "12345678901234568, 12345678901234568.0",
    "4.9e-324, 4.94066e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
  })
  void writesDoublesAsTfServingDoes(double value, String expected) {
    assertThat(write(JsonFloatStyle.TF_SERVING, value)).isEqualTo(expected);
  }

  @Test
  void writesWordsBare() {
    for (JsonFloatStyle style : JsonFloatStyle.values()) {
      assertThat(write(style, Double.NaN)).isEqualTo("NaN");
      assertThat(write(style, -Float.NaN)).isEqualTo("NaN");
      assertThat(write(style, Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
      assertThat(write(style, Float.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }
  }
}
