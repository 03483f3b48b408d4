package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.FormerRig.CONFIG;
import static dev.tandem.engine.schedule.FormerRig.batching;
import static dev.tandem.engine.schedule.FormerRig.deadlineNs;
import static dev.tandem.engine.schedule.FormerRig.policy;
import static dev.tandem.engine.schedule.FormerRig.priority;
import static dev.tandem.engine.schedule.FormerRig.timeoutMicros;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs when, where nobody waits for anything but the clock. */
class BatchFormerTest {
  private static final long MICRO = 1_000;

  @ParameterizedTest(name = "{0}: {2} -> {3}")
  @MethodSource
  void formsBatchesOfWhatWaits(
      String rule, DynamicBatching batching, List<Integer> rows, List<String> decisions) {
    FormerRig rig = new FormerRig(batching);
    for (int i = 0; i < rows.size(); i++) {
      rig.add("r" + i, rows.get(i));
    }

    assertThat(rig.all()).isEqualTo(decisions);
  }

  static Stream<Arguments> formsBatchesOfWhatWaits() {
    return Stream.of(
        forms("nobody waits", batching(0), rows(), "nothing"),
        forms("a lone request goes at once", batching(0), rows(1), "r0", "nothing"),
        forms("all that is there", batching(0), rows(1, 2, 1), "r0 r1 r2", "nothing"),
        forms("up to the maximum", batching(0), rows(4, 4, 1), "r0 r1", "r2", "nothing"),
        forms("never split", batching(0), rows(5, 4, 4), "r0", "r1 r2", "nothing"),
        forms(
            "a preferred prefix",
            batching(0, 4, 6),
            rows(1, 1, 1, 1, 1),
            "r0 r1 r2 r3",
            "r4",
            "nothing"),
        forms(
            "the largest preferred prefix",
            batching(0, 4, 6),
            rows(1, 1, 1, 1, 1, 1, 1),
            "r0 r1 r2 r3 r4 r5",
            "r6",
            "nothing"),
        forms("no preferred size", batching(0, 4, 6), rows(1, 1, 1), "r0 r1 r2", "nothing"),
        forms("past the preferred sizes", batching(0, 4), rows(3, 3), "r0", "r1", "nothing"),
        forms("above all preferred sizes", batching(0, 2), rows(5, 1), "r0", "r1", "nothing"),
        forms("a delay for more", batching(10, 4), rows(1, 1), "wait until 10000 for 2"),
        forms("a delay for the next size", batching(10, 2, 6), rows(3), "wait until 10000 for 3"),
        forms("no delay at a preferred size", batching(10, 2, 6), rows(1, 1), "r0 r1", "nothing"),
        forms(
            "the rest is delayed",
            batching(10, 2),
            rows(1, 1, 1),
            "r0 r1",
            "wait until 10000 for 1"),
        forms(
            "no delay before one that does not fit",
            batching(10, 4),
            rows(3, 2),
            "r0",
            "wait until 10000 for 2"),
        forms("no delay at the maximum", batching(10), rows(8), "r0", "nothing"),
        forms(
            "a delay of any length",
            batching(Long.MAX_VALUE),
            rows(1),
            "wait until 31536000000000000 for 7"),
        forms(
            "a delay beyond any length",
            batching(-1),
            rows(1),
            "wait until 31536000000000000 for 7"));
  }

  @Test
  void runsWhatIsThereOnceTheOldestHasWaitedForTheDelay() {
    FormerRig rig = new FormerRig(batching(10, 4));
    rig.add("a", 1);
    rig.clock.advanceNs(9 * MICRO);
    rig.add("b", 2);
    assertThat(rig.next()).isEqualTo("wait until 10000 for 1");

    rig.clock.advanceNs(MICRO - 1);
    assertThat(rig.next()).isEqualTo("wait until 10000 for 1");
    rig.clock.advanceNs(1);
    assertThat(rig.next()).isEqualTo("a b");
  }

  @Test
  void goesPastThePreferredSizeForARequestThatIsLate() {
    FormerRig rig = new FormerRig(batching(10, 4));
    for (int i = 0; i < 9; i++) {
      rig.add("r" + i, 1);
    }
    rig.clock.advanceNs(10 * MICRO);

    assertThat(rig.all()).containsExactly("r0 r1 r2 r3 r4 r5 r6 r7", "r8", "nothing");
  }

  @Test
  void closesABatchAtARequestOfAnotherShape() {
    FormerRig rig = new FormerRig(batching(10, 4));
    rig.add("a", 1);
    rig.add("b", 1);
    rig.add("long", 1, 5, RequestOptions.NONE);
    rig.add("c", 1);

    assertThat(rig.all()).containsExactly("a b", "long", "wait until 10000 for 3");
  }

  @Test
  void runsEachRequestByItselfWithoutADynamicBatcher() {
    FormerRig rig = new FormerRig(CONFIG);
    rig.add("a", 1);
    rig.add("b", 3);
    rig.add("c", 1);

    assertThat(rig.all()).containsExactly("a", "b", "c", "nothing");
  }

  @Test
  void letsAnUrgentRequestGoFirstAndOthersInTheOrderOfTheirLevels() {
    FormerRig rig = new FormerRig(levels(2, Map.of()));
    rig.add("d0", 1, 1, priority(0));
    rig.add("low", 1, 1, priority(3));
    rig.add("d9", 1, 1, priority(9));
    rig.add("high", 1, 1, priority(1));
    rig.add("d2", 1, 1, priority(2));

    assertThat(rig.next()).isEqualTo("high d0 d9 d2 low");
  }

  @Test
  void countsTheDelayFromTheOldestOfTheBatchThoughItIsNotTheFirst() {
    FormerRig rig = new FormerRig(levels(2, Map.of()));
    rig.add("old", 1, 1, priority(3));
    rig.clock.advanceNs(4 * MICRO);
    rig.add("urgent", 1, 1, priority(1));

    assertThat(rig.next()).isEqualTo("urgent old");
  }

  @Test
  void rejectsARequestWhoseTimeIsUp() {
    FormerRig rig = new FormerRig(oneLevel(10, policy(TimeoutAction.REJECT, 5)));
    FormerRig.Waiting late = rig.add("late", 1);
    rig.clock.advanceNs(MICRO);
    rig.add("next", 1);
    assertThat(rig.next()).isEqualTo("wait until 5000 for 6");
    rig.clock.advanceNs(4 * MICRO);

    assertThat(rig.next()).isEqualTo("wait until 6000 for 7");
    assertThat(late.sink().failure().reason()).isEqualTo(Reason.QUEUE_TIMEOUT);
    assertThat(late.sink().failure()).hasMessage("Request timeout expired");
    assertThat(late.sink().isSettledOnce()).isTrue();
  }

  @Test
  void runsADelayedRequestAfterTheOthersOfItsLevelAndBeforeTheNextLevel() {
    FormerRig rig = new FormerRig(levels(1, Map.of(1L, policy(TimeoutAction.DELAY, 5))));
    rig.add("late0", 1, 1, priority(1));
    rig.add("late1", 1, 1, priority(1));
    rig.add("low", 1, 1, priority(2));
    rig.clock.advanceNs(5 * MICRO);
    rig.add("fresh", 1, 1, priority(1));

    assertThat(rig.next()).isEqualTo("fresh late0 late1 low");
  }

  @Test
  void aRequestsOwnTimeoutOnlyShortensThatOfItsLevel() {
    FormerRig rig = new FormerRig(oneLevel(0, policy(TimeoutAction.REJECT, 5)));
    rig.add("shorter", 1, 1, timeoutMicros(2));
    rig.add("longer", 1, 1, timeoutMicros(9));
    rig.clock.advanceNs(2 * MICRO);
    assertThat(rig.next()).isEqualTo("longer");

    rig.add("longer", 1, 1, timeoutMicros(9));
    rig.clock.advanceNs(5 * MICRO);
    assertThat(rig.next()).isEqualTo("nothing");
  }

  @Test
  void aRequestsOwnTimeoutCountsForNothingWhereItsLevelHasNone() {
    FormerRig rig = new FormerRig(oneLevel(0, policy(TimeoutAction.REJECT, 0)));
    rig.add("a", 1, 1, timeoutMicros(2));
    rig.clock.advanceNs(5 * MICRO);

    assertThat(rig.next()).isEqualTo("a");
  }

  @Test
  void letsARequestGoWhoseDeadlineHasPassed() {
    FormerRig rig = new FormerRig(batching(10));
    rig.add("first", 1);
    FormerRig.Waiting late = rig.add("late", 1, 1, deadlineNs(3 * MICRO));
    assertThat(rig.next()).isEqualTo("wait until 3000 for 6");
    rig.clock.advanceNs(3 * MICRO);

    assertThat(rig.next()).isEqualTo("wait until 10000 for 7");
    assertThat(late.sink().failure().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(late.sink().isSettledOnce()).isTrue();
  }

  @Test
  void letsThoseFarBehindGoTooOnceTheirTimeIsUp() {
    FormerRig rig = new FormerRig(batching(0));
    rig.add("first", 8);
    rig.add("second", 8);
    FormerRig.Waiting late = rig.add("late", 1, 1, deadlineNs(3 * MICRO));
    rig.clock.advanceNs(3 * MICRO);

    assertThat(rig.next()).isEqualTo("first");
    assertThat(late.sink().isSettledOnce()).isTrue();
  }

  @Test
  void skipsThoseWhoWereGivenUpAsIfTheyHadNeverCome() {
    FormerRig rig = new FormerRig(batching(10, 4));
    for (String name : List.of("x0", "a", "x1", "x2", "b", "c", "d", "x3", "e", "x4")) {
      FormerRig.Waiting waiting = rig.add(name, 1);
      if (name.startsWith("x")) {
        waiting.request().cancel(Reason.CANCELLED);
        assertThat(waiting.sink().isSettledOnce()).isTrue();
      }
    }

    assertThat(rig.all()).containsExactly("a b c d", "wait until 10000 for 3");
    assertThat(rig.former.size()).isEqualTo(1);
  }

  @Test
  void hasNothingToDoOnceEveryoneIsGivenUp() {
    FormerRig rig = new FormerRig(batching(10));
    rig.add("a", 1).request().cancel(Reason.CANCELLED);

    assertThat(rig.next()).isEqualTo("nothing");
    assertThat(rig.former.size()).isZero();
  }

  @Test
  void servesRequestsOfAnyNumberOfLevelsInTheirOrder() {
    FormerRig rig =
        new FormerRig(
            new DynamicBatching(
                List.of(), 0, false, Long.MAX_VALUE, 1, Optional.empty(), Map.of()));
    for (int round = 0; round < 3; round++) {
      for (int level = 64; level > 0; level--) {
        rig.add("r" + level, 8, 1, priority(level * 1_000_000L));
      }
      for (int level = 1; level <= 64; level++) {
        assertThat(rig.next()).isEqualTo("r" + level);
      }
    }
    assertThat(rig.next()).isEqualTo("nothing");
  }

  @Test
  void aRequestOfMoreRowsThanTheMaximumRunsByItself() {
    FormerRig rig = new FormerRig(batching(10));
    rig.add("huge", Integer.MAX_VALUE, 0, RequestOptions.NONE);
    rig.add("a", 1, 0, RequestOptions.NONE);

    Decision decision = rig.former.decide(0);

    assertThat(decision).isEqualTo(new Decision.Run(1));
  }

  private static DynamicBatching levels(long defaultLevel, Map<Long, QueuePolicy> policies) {
    return new DynamicBatching(List.of(), 0, false, 3, defaultLevel, Optional.empty(), policies);
  }

  private static DynamicBatching oneLevel(long delayMicros, QueuePolicy policy) {
    return new DynamicBatching(List.of(), delayMicros, false, 0, 0, Optional.of(policy), Map.of());
  }

  private static Arguments forms(
      String rule, DynamicBatching batching, List<Integer> rows, String... decisions) {
    return Arguments.of(rule, batching, rows, List.of(decisions));
  }

  private static List<Integer> rows(Integer... rows) {
    return List.of(rows);
  }
}
