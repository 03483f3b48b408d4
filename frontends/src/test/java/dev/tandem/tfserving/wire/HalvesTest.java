package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0x0000",
    "-0.0, 0x8000",
    "1, 0x3C00",
    "-2, 0xC000",
    "65504, 0x7BFF", // the greatest half
    "65519.99, 0x7BFF",
    "65520, 0x7C00", // the middle between it and what would follow
    "-Infinity, 0xFC00",
    "NaN, 0x7E00",
    "6.1035156E-5, 0x0400", // 2^-14, the least normal one
    "6.097555E-5, 0x03FF",
    "6.1005354E-5, 0x0400", // a tie between the greatest subnormal and the least normal one
    "5.9604645E-8, 0x0001", // 2^-24
    "2.9802322E-8, 0x0000", // half of it, a tie to even
    "2.9802326E-8, 0x0001",
    "8.940697E-8, 0x0002", // 1.5 * 2^-24, a tie to even
    "1.00048828125, 0x3C00", // a tie to even
    "1.00146484375, 0x3C02", // a tie to even
    "1.0004883, 0x3C00",
    "1.0004884, 0x3C01",
    "2047.5, 0x6800", // rounds up into the next exponent
  })
  void roundsToNearestHalf(float value, String expected) {
    assertThat(hex(Halves.fromFloat(value))).isEqualTo(expected);
  }

  @Test
  void readsBackEveryHalf() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      short half = (short) bits;
      float value = Halves.toFloat(half);
      if (!Float.isNaN(value)) {
        assertThat(hex(Halves.fromFloat(value))).isEqualTo(hex(half));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x3F80",
    "-2, 0xC000",
    "1.00390625, 0x3F80", // a tie to even
    "1.01171875, 0x3F82", // a tie to even
    "1.004, 0x3F81",
    "3.4028235E38, 0x7F80",
    "-Infinity, 0xFF80",
    "NaN, 0x7FC0",
  })
  void roundsToNearestBrainFloat(float value, String expected) {
    assertThat(hex(Halves.brainFromFloat(value))).isEqualTo(expected);
  }

  @Test
  void readsBrainFloat() {
    assertThat(Halves.brainToFloat((short) 0xC040)).isEqualTo(-3f);
  }

  private static String hex(short bits) {
    return String.format("0x%04X", bits & 0xFFFF);
  }
}
