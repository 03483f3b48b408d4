package dev.tandem.tfserving.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SixDigitsTest {
  /** As printf's %g has them. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "10, 10",
    "32.4, 32.4",
    "104.976, 104.976",
    "188.9568, 188.957",
    "121440.26, 121440",
    "999999.4, 999999",
    "999999.6, 1e+06",
    "1274820, 1.27482e+06",
    "1474758936.4, 1.47476e+09",
    "1e100, 1e+100",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.000012345678, 1.23457e-05",
    "-2.5, -2.5",
    "1000000, 1e+06",
    "100000, 100000",
  })
  void writesSixSignificantDigits(double value, String expected) {
    assertThat(SixDigits.of(value)).isEqualTo(expected);
  }
}
