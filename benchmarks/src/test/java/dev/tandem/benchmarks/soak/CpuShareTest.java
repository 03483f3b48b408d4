package dev.tandem.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuShareTest {
  @Test
  void oweNothingWithinTheShare() {
    assertThat(CpuShare.debtNs(0, 90, 100, 1)).isZero();
    assertThat(CpuShare.debtNs(0, 100, 100, 1)).isZero();
  }

  @Test
  void oweWhatIsBeyondTheShare() {
    assertThat(CpuShare.debtNs(0, 150, 100, 1)).isEqualTo(50);
    assertThat(CpuShare.debtNs(0, 150, 100, 0.5)).isEqualTo(100);
  }

  @Test
  void payDebtsWithTimeButSaveNoneUp() {
    assertThat(CpuShare.debtNs(50, 80, 100, 1)).isEqualTo(30);
    assertThat(CpuShare.debtNs(50, 0, 100, 1)).isZero();
  }
}
