package dev.tandem.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void isTheMiddleOne() {
    assertThat(Median.of(9, 1, 5)).isEqualTo(5);
    assertThat(Median.of(1, 1, 1_000)).isEqualTo(1);
  }

  @Test
  void liesBetweenTwoMiddleOnes() {
    assertThat(Median.of(4, 1, 2, 100)).isEqualTo(3);
  }

  @Test
  void isUnknownOfNothing() {
    assertThat(Median.of()).isNaN();
  }

  @Test
  void takesOneFigureOfEachRun() {
    assertThat(Median.of(List.of("a", "bbb", "cc"), String::length)).isEqualTo(2);
  }
}
