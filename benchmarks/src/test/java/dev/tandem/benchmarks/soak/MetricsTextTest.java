package dev.tandem.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private final MetricsText metrics =
      new MetricsText(
          """
          # HELP held_bytes Bytes that are held
          # TYPE held_bytes gauge
          held_bytes{where="a b",} 1.5
          held_bytes{where="c",} 2.0
          held_bytes_most 70.0
          leases 4.0
          """);

  @Test
  void sumsTheSeriesOfAMetric() {
    assertThat(metrics.sum("held_bytes")).isEqualTo(3.5);
  }

  @Test
  void readsOneWithoutLabels() {
    assertThat(metrics.sum("leases")).isEqualTo(4);
  }

  @Test
  void aMissingMetricIsNotZero() {
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.sum("held"));
  }
}
