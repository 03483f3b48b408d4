package dev.tandem.engine.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCountersTest {
  private static final PhaseTimes TIMES = new PhaseTimes(100, 110, 210, 215);

  @Test
  void startAtZeroWithEveryFailureKindListed() {
    ModelStatistics statistics = new ModelCounters(8, 77).snapshot();
    DurationTotal nothing = new DurationTotal(0, 0);

    assertThat(statistics)
        .isEqualTo(
            new ModelStatistics(
                0,
                0,
                0,
                0,
                77,
                nothing,
                nothing,
                nothing,
                nothing,
                nothing,
                nothing,
                List.of(),
                List.of(),
                Map.of(
                    FailureKind.REJECTED, 0L,
                    FailureKind.CANCELED, 0L,
                    FailureKind.BACKEND, 0L,
                    FailureKind.OTHER, 0L),
                SequenceStatistics.NONE,
                new CacheStatistics(false, nothing, nothing)));
  }

  @Test
  void addARequestThatWasAnswered() {
    ModelCounters counters = new ModelCounters(8, 0);
    counters.executed(3, TIMES, 1_700_000_000_000L);
    counters.succeeded(3, 20, 40, TIMES, 230);

    ModelStatistics statistics = counters.snapshot();
    assertThat(statistics.success()).isEqualTo(new DurationTotal(1, 230 - 20));
    assertThat(statistics.queue()).isEqualTo(new DurationTotal(1, 100 - 40));
    assertThat(statistics.computeInput()).isEqualTo(new DurationTotal(1, 10));
    assertThat(statistics.computeInfer()).isEqualTo(new DurationTotal(1, 100));
    assertThat(statistics.computeOutput()).isEqualTo(new DurationTotal(1, 5));
    assertThat(statistics.inferenceCount()).isEqualTo(3);
    assertThat(statistics.executionCount()).isEqualTo(1);
    assertThat(statistics.lastInferenceMs()).isEqualTo(1_700_000_000_000L);
    assertThat(statistics.fail()).isEqualTo(new DurationTotal(0, 0));
  }

  @Test
  void tellTheAnswersOfADecoupledModelByTheirPosition() {
    ModelCounters counters = new ModelCounters(0, 0);
    DurationTotal none = new DurationTotal(0, 0);
    counters.responseSucceeded(1, 50, 60, 63);
    counters.responseSucceeded(0, 10, 30, 35);
    counters.responseSucceeded(0, 110, 120, 121);
    counters.responsesEnded(2, 70, 72);
    counters.responseFailed(2, FailureKind.CANCELED, 80, 83);
    counters.responseFailed(2, FailureKind.BACKEND, 90, 94);
    counters.responseSucceeded(ResponseCounters.MAX_POSITIONS, 1, 2, 3);

    assertThat(counters.snapshot().responses())
        .containsExactly(
            new ResponseStatistics(
                0,
                new DurationTotal(2, 30),
                new DurationTotal(2, 6),
                new DurationTotal(2, 36),
                none,
                none,
                none),
            new ResponseStatistics(
                1,
                new DurationTotal(1, 10),
                new DurationTotal(1, 3),
                new DurationTotal(1, 13),
                none,
                none,
                none),
            new ResponseStatistics(
                2,
                new DurationTotal(2, 6),
                none,
                none,
                new DurationTotal(1, 4),
                new DurationTotal(1, 2),
                new DurationTotal(1, 3)));
  }

  /** Three requests of one row each in one execution of three rows. */
  @Test
  void countDurationsOncePerExecutionAndInFullForEachOfItsRequests() {
    ModelCounters counters = new ModelCounters(8, 0);
    counters.executed(3, TIMES, 1);
    for (int i = 0; i < 3; i++) {
      counters.succeeded(1, 0, 0, TIMES, 215);
    }

    ModelStatistics statistics = counters.snapshot();
    assertThat(statistics.batches())
        .containsExactly(
            new BatchStatistics(
                3, new DurationTotal(1, 10), new DurationTotal(1, 100), new DurationTotal(1, 5)));
    assertThat(statistics.computeInfer()).isEqualTo(new DurationTotal(3, 300));
    assertThat(statistics.inferenceCount()).isEqualTo(3);
    assertThat(statistics.executionCount()).isEqualTo(1);
  }

  @Test
  void keyBatchesByTheirRowsInAscendingOrder() {
    ModelCounters counters = new ModelCounters(8, 0);
    for (int rows : new int[] {8, 2, 8, 1}) {
      counters.executed(rows, TIMES, rows);
    }

    assertThat(counters.snapshot().batches())
        .extracting(BatchStatistics::batchSize, batch -> batch.computeInfer().count())
        .containsExactly(tuple(1L, 1L), tuple(2L, 1L), tuple(8L, 2L));
    assertThat(counters.snapshot().lastInferenceMs()).isEqualTo(1);
  }

  @Test
  void keyExecutionsOfAModelWithoutBatchesByOne() {
    ModelCounters counters = new ModelCounters(0, 0);
    counters.executed(1, TIMES, 1);

    assertThat(counters.snapshot().batches())
        .extracting(BatchStatistics::batchSize)
        .containsExactly(1L);
  }

  @ParameterizedTest
  @CsvSource({
    "REJECTED, 1, 0, 0, 0",
    "CANCELED, 0, 1, 0, 0",
    "BACKEND, 0, 0, 1, 0",
    "OTHER, 0, 0, 0, 1"
  })
  void tellFailuresByKind(
      FailureKind kind, long rejected, long canceled, long backend, long other) {
    ModelCounters counters = new ModelCounters(8, 0);
    counters.failed(kind, 100, 350);

    ModelStatistics statistics = counters.snapshot();
    assertThat(statistics.failures())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                FailureKind.REJECTED, rejected,
                FailureKind.CANCELED, canceled,
                FailureKind.BACKEND, backend,
                FailureKind.OTHER, other));
    assertThat(statistics.fail()).isEqualTo(new DurationTotal(1, 250));
    assertThat(statistics.success()).isEqualTo(new DurationTotal(0, 0));
    assertThat(statistics.inferenceCount()).isZero();
  }

  @Test
  void countAsPendingWhatWasTakenAndHasNotLeftTheQueue() {
    ModelCounters counters = new ModelCounters(8, 0);
    counters.taken();
    counters.taken();
    assertThat(counters.snapshot().pendingRequests()).isEqualTo(2);

    counters.leftQueue();
    counters.leftQueue();
    assertThat(counters.snapshot().pendingRequests()).isZero();
  }

  @Test
  void neverCountTimeBackwards() {
    ModelCounters counters = new ModelCounters(8, 0);
    counters.failed(FailureKind.OTHER, 100, 90);

    assertThat(counters.snapshot().fail()).isEqualTo(new DurationTotal(1, 0));
  }

  @Test
  void loseNothingThatThreadsAddAtOnce() throws InterruptedException {
    ModelCounters counters = new ModelCounters(4, 0);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int rows = 0; rows < 10_000; rows++) {
                  counters.executed(1 + rows % 4, TIMES, 1);
                  counters.succeeded(1, 0, 0, TIMES, 1);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    ModelStatistics statistics = counters.snapshot();
    assertThat(statistics.executionCount()).isEqualTo(40_000);
    assertThat(statistics.success()).isEqualTo(new DurationTotal(40_000, 40_000));
    assertThat(statistics.batches())
        .hasSize(4)
        .allMatch(batch -> batch.computeInfer().equals(new DurationTotal(10_000, 1_000_000)));
  }
}
