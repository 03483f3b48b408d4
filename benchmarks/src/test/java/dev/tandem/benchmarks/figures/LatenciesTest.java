package dev.tandem.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void percentileIsTheSmallestThatCoversItsShare() {
    Latencies latencies = counting(100);

    assertThat(latencies.percentileMicros(99)).isEqualTo(99);
    assertThat(latencies.percentileMicros(100)).isEqualTo(100);
    assertThat(latencies.percentileMicros(0.5)).isEqualTo(1);
  }

  @Test
  void percentileOfOneIsThatOne() {
    assertThat(counting(1).percentileMicros(99)).isEqualTo(1);
  }

  @Test
  void orderOfAddingDoesNotMatter() {
    Latencies latencies = new Latencies();
    latencies.add(3_000);
    latencies.add(1_000);
    latencies.add(2_000);

    assertThat(latencies.percentileMicros(50)).isEqualTo(2);
    assertThat(latencies.meanMicros()).isEqualTo(2);
  }

  @Test
  void keepsMoreThanItHadRoomFor() {
    Latencies latencies = counting(5_000);

    assertThat(latencies.count()).isEqualTo(5_000);
    assertThat(latencies.meanMicros()).isEqualTo(2_500.5);
  }

  @Test
  void hasNoFigureWithoutAnyDuration() {
    assertThat(new Latencies().meanMicros()).isNaN();
    assertThat(new Latencies().percentileMicros(99)).isNaN();
  }

  @Test
  void refusesAPercentageOutOfRange() {
    assertThatThrownBy(() -> counting(1).percentileMicros(0))
        .hasMessage("percent: 0.0 (expected: above 0 to 100)");
    assertThatThrownBy(() -> counting(1).percentileMicros(101))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Latencies counting(int micros) {
    Latencies latencies = new Latencies();
    for (int i = micros; i > 0; i--) {
      latencies.add(i * 1_000L);
    }
    return latencies;
  }
}
