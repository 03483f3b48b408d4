package dev.tandem.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class TenPowersTest {
  private static BigDecimal powerOfTwo(int exponent) {
    BigDecimal power = new BigDecimal(BigInteger.TWO.pow(Math.abs(exponent)));
    return exponent >= 0 ? power : BigDecimal.ONE.divide(power);
  }

  private static BigDecimal unsigned(long word) {
    return new BigDecimal(Long.toUnsignedString(word));
  }

  @Test
  void holdsEveryPowerToItsLastBit() {
    BigDecimal word = powerOfTwo(64);
    for (int k = TenPowers.MIN; k <= TenPowers.MAX; k++) {
      BigDecimal bits = unsigned(TenPowers.high(k)).multiply(word).add(unsigned(TenPowers.low(k)));
      BigDecimal unit = powerOfTwo(TenPowers.binaryExponent(k));
      BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(k);

      assertThat(TenPowers.high(k)).as("10^%s", k).isNegative();
      assertThat(bits.multiply(unit)).as("10^%s", k).isLessThanOrEqualTo(power);
      assertThat(bits.add(BigDecimal.ONE).multiply(unit)).as("10^%s", k).isGreaterThan(power);
      boolean exact = bits.multiply(unit).compareTo(power) == 0;
      assertThat(exact).as("10^%s", k).isEqualTo(k >= 0 && k <= TenPowers.MAX_EXACT);
    }
  }

  @Test
  void findsFloorsOfLogarithms() {
    for (int k = TenPowers.MIN; k <= TenPowers.MAX; k++) {
      BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(k);
      assertThat(powerOfTwo(TenPowers.floorLog2(k))).isLessThanOrEqualTo(power);
      assertThat(powerOfTwo(TenPowers.floorLog2(k) + 1)).isGreaterThan(power);
    }
    for (int q = -1_074; q <= 971; q++) {
      BigDecimal power = powerOfTwo(q);
      assertIsFloor(TenPowers.floorLog10(q), power);
      assertIsFloor(TenPowers.floorLog10OfThreeQuarters(q), power.multiply(new BigDecimal("0.75")));
    }
  }

  private static void assertIsFloor(int exponent, BigDecimal value) {
    assertThat(BigDecimal.ONE.scaleByPowerOfTen(exponent)).isLessThanOrEqualTo(value);
    assertThat(BigDecimal.ONE.scaleByPowerOfTen(exponent + 1)).isGreaterThan(value);
  }
}
