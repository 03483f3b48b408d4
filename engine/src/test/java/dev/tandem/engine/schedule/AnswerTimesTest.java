package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.stats.DurationTotal;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.ResponseStatistics;
import dev.tandem.engine.testkit.ManualClock;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {
  private static final DurationTotal NONE = new DurationTotal(0, 0);

  private final ManualClock clock = new ManualClock();
  private final ModelCounters counters = new ModelCounters(0, 0);
  private final AnswerTimes times = new AnswerTimes(counters, clock);

  @Test
  void countsEachAnswerFromTheOneBeforeIt() {
    times.begin(true, clock.nanoTime());
    answerAfter(10, 3);
    answerAfter(20, 4);
    clock.advanceNs(7);
    times.answered(true, clock.nanoTime());

    assertThat(counters.snapshot().responses())
        .containsExactly(success(0, 10, 3), success(1, 20, 4), ended(2, 7));
  }

  @Test
  void countsAFailureInThePlaceOfTheAnswerThatItPrevented() {
    times.begin(true, clock.nanoTime());
    answerAfter(10, 3);
    clock.advanceNs(5);
    times.failed(Reason.EXECUTION_FAILED);
    times.begin(true, clock.nanoTime());
    clock.advanceNs(6);
    times.failed(Reason.DEADLINE_EXCEEDED);

    assertThat(counters.snapshot().responses())
        .containsExactly(
            new ResponseStatistics(0, total(10), total(3), total(13), NONE, NONE, total(6)),
            new ResponseStatistics(1, total(5), NONE, NONE, total(5), NONE, NONE));
  }

  @Test
  void countsNothingOfOtherModelsNorBeforeARun() {
    times.begin(true, clock.nanoTime());
    times.reset();
    times.failed(Reason.INTERNAL);
    times.begin(false, clock.nanoTime());
    answerAfter(10, 3);

    assertThat(counters.snapshot().responses()).isEmpty();
  }

  private void answerAfter(long inferNs, long outputNs) {
    clock.advanceNs(inferNs);
    long given = clock.nanoTime();
    clock.advanceNs(outputNs);
    times.answered(false, given);
  }

  private static DurationTotal total(long ns) {
    return new DurationTotal(1, ns);
  }

  private static ResponseStatistics success(int index, long inferNs, long outputNs) {
    return new ResponseStatistics(
        index, total(inferNs), total(outputNs), total(inferNs + outputNs), NONE, NONE, NONE);
  }

  private static ResponseStatistics ended(int index, long ns) {
    return new ResponseStatistics(index, total(ns), NONE, NONE, NONE, total(ns), NONE);
  }
}
