package dev.tandem.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumberTest {
  private static JsonNumber number(String literal) {
    return JsonDocument.parse(literal.getBytes(US_ASCII), TrailingBytes.REJECT).root().number();
  }

  @ParameterizedTest
  @CsvSource({
    // literal, int, unsigned int, long, unsigned long, any integer
    "0, true, true, true, true, true",
    "-0, true, true, true, true, true",
    "7, true, true, true, true, true",
    "-1, true, false, true, false, true",
    "2147483647, true, true, true, true, true",
    "2147483648, false, true, true, true, true",
    "-2147483648, true, false, true, false, true",
    "-2147483649, false, false, true, false, true",
    "4294967295, false, true, true, true, true",
    "4294967296, false, false, true, true, true",
    "9223372036854775807, false, false, true, true, true",
    "9223372036854775808, false, false, false, true, true",
    "-9223372036854775808, false, false, true, false, true",
    "-9223372036854775809, false, false, false, false, false",
    "-18446744073709551615, false, false, false, false, false",
    "18446744073709551615, false, false, false, true, true",
    "18446744073709551616, false, false, false, false, false",
    "18446744073709551620, false, false, false, false, false",
    "99999999999999999999, false, false, false, false, false",
    "100000000000000000000, false, false, false, false, false",
    "1.0, false, false, false, false, false",
    "1e3, false, false, false, false, false",
    "NaN, false, false, false, false, false",
  })
  void classifiesAsRapidJsonDoes(
      String literal,
      boolean isInt,
      boolean isUnsignedInt,
      boolean isLong,
      boolean isUnsignedLong,
      boolean isInteger) {
    JsonNumber number = number(literal);

    assertThat(number.isInt()).isEqualTo(isInt);
    assertThat(number.isUnsignedInt()).isEqualTo(isUnsignedInt);
    assertThat(number.isLong()).isEqualTo(isLong);
    assertThat(number.isUnsignedLong()).isEqualTo(isUnsignedLong);
    assertThat(number.isInteger()).isEqualTo(isInteger);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 42, 1_000_000_007, Long.MAX_VALUE, Long.MIN_VALUE, -999_999_999_999L})
  void readsIntegers(long value) {
    assertThat(number(Long.toString(value)).longValue()).isEqualTo(value);
  }

  @Test
  void readsUnsignedIntegersAsTheirBits() {
    assertThat(number("18446744073709551615").longValue()).isEqualTo(-1);
    assertThat(number("9223372036854775808").longValue()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void refusesToBeAnIntegerWhenItIsNone() {
    assertThatIllegalStateException()
        .isThrownBy(() -> number("1.0").longValue())
        .withMessage("number: 1.0 (expected: 64-bit integer)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.0",
        "-0.0",
        "1",
        "0.1",
        "1e23",
        "9007199254740993",
        "9007199254740993.0",
        "9007199254740992.99999999999999999999",
        "1.7976931348623157e308",
        "4.9e-324",
        "2.4e-324",
        "2.5e-324",
        "1e-400",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "0.00000000000000000000000000000000001",
        "123456789012345678901234567890",
        "18446744073709551615",
        "18446744073709551616",
        "1e0000000000000005",
        "1e-2147483649",
        "6.631236846766476e-316",
        "8.589934592e9",
        "0.500000000000000166533453693773481063544750",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126",
        "7.2057594037927933e16",
        "104110013277974872254e-225"
      })
  void readsTheNearestDouble(String literal) {
    assertThat(number(literal).doubleValue()).isEqualTo(Double.parseDouble(literal));
  }

  @Test
  void readsWords() {
    assertThat(number("NaN").doubleValue()).isNaN();
    assertThat(number("-NaN").doubleValue()).isNaN();
    assertThat(number("Inf").doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(number("-Infinity").doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(number("-Infinity").literal()).isEqualTo("-Infinity");
  }

  @Test
  void readsWhatIsTooGreatAsInfinity() {
    assertThat(number("10e308").doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(number("1e39").floatValue()).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void narrowsTheDouble() {
    // Straight to float it would be 1.00000024: just above the middle, where the double is not.
    String literal = "1.000000178813934326171875000000000000000000000001";

    assertThat(number(literal).floatValue()).isEqualTo((float) Double.parseDouble(literal));
    assertThat(number("0.1").floatValue()).isEqualTo(0.1f);
  }

  @Test
  void stopsWhereTheDocumentStops() {
    byte[] bytes = "12.5678901234".getBytes(US_ASCII);

    JsonNumber number = JsonDocument.parse(bytes, 0, 4, TrailingBytes.REJECT).root().number();

    assertThat(number.doubleValue()).isEqualTo(12.5);
    assertThat(number.literal()).isEqualTo("12.5");
  }
}
