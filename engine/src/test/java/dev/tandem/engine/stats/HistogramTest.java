package dev.tandem.engine.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void countsASampleAtALimitAboveIt() {
    Histogram histogram = Histogram.exponential(10, 2, 3);

    for (long sample : new long[] {0, 9, 10, 19, 20, 39, 40, 1_000_000}) {
      histogram.add(sample);
    }

    assertThat(histogram.snapshot())
        .isEqualTo(
            new HistogramCounts(List.of(10.0, 20.0, 40.0), List.of(2L, 2L, 2L, 2L), 1_000_137));
  }

  @Test
  void hasZerosBeforeTheFirstSample() {
    assertThat(Histogram.exponential(1, 2, 2).snapshot())
        .isEqualTo(new HistogramCounts(List.of(1.0, 2.0), List.of(0L, 0L, 0L), 0));
  }

  @Test
  void limitsGrowByTheirFactor() {
    List<Double> limits = Histogram.exponential(10, 1.8, 33).snapshot().limits();

    assertThat(limits).hasSize(33).startsWith(10.0, 18.0, 32.4);
    assertThat(limits.get(32)).isBetween(1.474755e9, 1.474765e9);
  }

  @Test
  void requiresABucketAboveTheLastLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HistogramCounts(List.of(1.0), List.of(1L), 0))
        .withMessage("counts: 1 (expected: one more than 1 limits)");
  }
}
