package dev.tandem.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void hasThreeDigitsOrMore() {
    assertThat(Figure.of(1.234)).isEqualTo("1.23");
    assertThat(Figure.of(12.34)).isEqualTo("12.3");
    assertThat(Figure.of(123.4)).isEqualTo("123");
    assertThat(Figure.of(43_210.9)).isEqualTo("43,211");
  }

  @Test
  void saysThatItIsNotKnown() {
    assertThat(Figure.of(Double.NaN)).isEqualTo("n/a");
    assertThat(Figure.of(1 / 0.0)).isEqualTo("n/a");
  }

  @Test
  void countsAreWhole() {
    assertThat(Figure.count(602_180)).isEqualTo("602,180");
  }
}
