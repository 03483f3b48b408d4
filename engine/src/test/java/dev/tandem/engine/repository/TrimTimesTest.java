package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrimTimesTest {
  private static final long START_NS = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(20);

  private final TrimTimes times = new TrimTimes(START_NS);

  @Test
  void nothingIsDueBeforeAModelHasGone() {
    assertThat(times.isDue(START_NS + TrimTimes.BETWEEN_NS)).isFalse();
    assertThat(times.idleNs(START_NS)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void comesOnceSoonAfterAModelHasGone() {
    times.freed(START_NS);

    assertThat(times.isDue(START_NS + TrimTimes.AFTER_FREE_NS - 1)).isFalse();
    assertThat(times.idleNs(START_NS)).isEqualTo(TrimTimes.AFTER_FREE_NS);
    assertThat(times.isDue(START_NS + TrimTimes.AFTER_FREE_NS)).isTrue();
    assertThat(times.isDue(START_NS + TrimTimes.AFTER_FREE_NS)).isFalse();
  }

  @Test
  void modelsThatGoOneAfterTheOtherDoNotPutItOff() {
    times.freed(START_NS);
    times.freed(START_NS + TrimTimes.AFTER_FREE_NS - 1);

    assertThat(times.isDue(START_NS + TrimTimes.AFTER_FREE_NS)).isTrue();
  }

  @Test
  void keepsItsDistanceAlsoWhereTheClockWrapsAround() {
    times.freed(START_NS);
    assertThat(times.isDue(START_NS + TrimTimes.AFTER_FREE_NS)).isTrue();

    long lastNs = START_NS + TrimTimes.AFTER_FREE_NS;
    times.freed(lastNs);

    assertThat(times.isDue(lastNs + TrimTimes.BETWEEN_NS - 1)).isFalse();
    assertThat(times.isDue(lastNs + TrimTimes.BETWEEN_NS)).isTrue();
  }
}
