package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"b\":[true,null,\"x\"]} | {\"b\":[true,null,\"x\"],\"a\":1}",
        "1 | 1.0",
        "18446744073709551615 | 18446744073709551615",
        "NaN | NaN",
        "-Infinity | -Infinity",
        "0.0 | -0.0"
      })
  void findsNoneBetweenEqualValues(String recorded, String now) throws IOException {
    assertThat(first(recorded, now, Tolerance.EXACT)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 2 | .: 1 != 2",
        "18446744073709551615 | 18446744073709551614 "
            + "| .: 18446744073709551615 != 18446744073709551614",
        "1 | true | .: 1 != true",
        "1 | \"1\" | .: 1 != '1'",
        "null | 0 | .: null != 0",
        "Infinity | NaN | .: Infinity != NaN",
        "Infinity | 1e300 | .: Infinity != 1.0E300",
        "[] | {} | .: [] != {}",
        "[1] | [1,2] | .: 1 elements != 2",
        "[1,2] | [2,1] | [0]: 1 != 2",
        "{\"a\":{\"b\":[0,1]}} | {\"a\":{\"b\":[0,2]}} | .a.b[1]: 1 != 2",
        "{\"a\":null} | {} | .: key 'a' is missing (recorded null)",
        "{} | {\"a\":null} | .: key 'a' was not there (now null)"
      })
  void namesThePlaceAndBothValues(String recorded, String now, String difference)
      throws IOException {
    assertThat(first(recorded, now, Tolerance.CLOSE)).isEqualTo(difference);
    assertThat(first(recorded, now, Tolerance.EXACT)).isEqualTo(difference);
  }

  @Test
  void toleratesTheLastDigitsOfFloatsWhereCloseIsEnough() throws IOException {
    assertThat(first("1.0", "1.000002", Tolerance.CLOSE)).isNull();
    assertThat(first("1.0", "1.000003", Tolerance.CLOSE)).isNotNull();
    assertThat(first("1.0", "1.000002", Tolerance.EXACT)).isNotNull();
  }

  @Test
  void toleratesNothingBetweenIntegers() throws IOException {
    assertThat(first("1000000000", "1000000001", Tolerance.CLOSE)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, 0000803f, 0100803f, true", // 1.0 and the float after it
    "FP32, 0000803f, 0000813f, false",
    "FP32, 0000c07f, 0100c07f, true", // two NaNs
    "FP64, 000000000000f03f, 010000000000f03f, true",
    "FP64, 000000000000f03f, 000000000100f03f, true",
    "FP64, 000000000000f03f, 000000000000f13f, false",
    "FP16, 0000, 0080, true", // both zeros
    "FP16, 003c, 013c, false", // neighbours, but a thousandth apart
    "FP16, 007c, 00fc, false", // both infinities
    "FP16, 017c, 027e, true", // two NaNs
    "INT32, 0000803f, 0100803f, false",
    "BF16, 803f, 813f, false",
    "FP32, 0000803f, 0000803f0000803f, false"
  })
  void comparesRawTensorsAsTheFloatsTheyAre(
      String datatype, String before, String after, boolean ok) throws IOException {
    String tensor = "{\"datatype\":\"%s\",\"raw\":\"%s\"}";

    String difference =
        first(
            tensor.formatted(datatype, before), tensor.formatted(datatype, after), Tolerance.CLOSE);

    assertThat(difference == null).isEqualTo(ok);
    assertThat(
            first(
                tensor.formatted(datatype, before),
                tensor.formatted(datatype, after),
                Tolerance.EXACT))
        .isNotNull();
  }

  private static @Nullable String first(String recorded, String now, Tolerance tolerance)
      throws IOException {
    return Difference.first(Json.read(recorded), Json.read(now), tolerance);
  }
}
