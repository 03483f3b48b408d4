package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Direct;
import dev.tandem.engine.model.SequenceBatching.Oldest;
import dev.tandem.engine.schedule.SequenceRig.Waiting;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences of a model with four rows a batch, and with four slots for them. */
class SequenceFormerTest {
  private static final long IDLE_NS = TimeUnit.MICROSECONDS.toNanos(SequenceRig.IDLE_MICROS);

  private final SequenceRig rig = new SequenceRig(new Direct(0, 0), 4);

  @AfterEach
  void leavesNothingBehind() {
    rig.close();
  }

  @Test
  void handOnTheStateFromOneRequestToTheNext() {
    Waiting first = rig.send("a1", 7, true, false, 1);
    Waiting second = rig.send("a2", 7, false, false, 2);
    Waiting third = rig.send("a3", 7, false, true, 3);

    assertThat(rig.runAll()).containsExactly(List.of("a1"), List.of("a2"), List.of("a3"));
    assertThat(List.of(first.sum(), second.sum(), third.sum())).containsExactly(1, 3, 6);
    assertThat(rig.openSequences()).isZero();
  }

  @Test
  void runOneRequestOfEachSequenceAtATime() {
    rig.send("a1", 1, true, false, 1);
    rig.send("a2", 1, false, false, 2);
    rig.send("b1", 2, true, false, 10);
    rig.send("b2", 2, false, false, 20);

    List<PendingRequest> running = rig.take();

    assertThat(SequenceRig.names(running)).containsExactly("a1", "b1");
    assertThat(rig.take()).isEmpty();
    rig.run(running);
    assertThat(rig.runAll()).containsExactly(List.of("a2", "b2"));
    assertThat(rig.request("a2").sum()).isEqualTo(3);
    assertThat(rig.request("b2").sum()).isEqualTo(30);
  }

  @Test
  void refuseARequestWithoutItsBeginning() {
    Waiting lost = rig.send("lost", 9, false, false, 1);

    rig.runAll();

    assertThat(lost.sink().failure())
        .hasMessage(
            "inference request for sequence 9 to model 'adder' must specify the START flag on the"
                + " first request of the sequence")
        .extracting(ServingException::reason)
        .isEqualTo(Reason.NO_SEQUENCE);
    assertThat(rig.counters.snapshot().failures().values()).containsOnly(0L);
  }

  @Test
  void refuseWhatComesBehindTheEnd() {
    rig.send("only", 9, true, true, 1);
    Waiting late = rig.send("late", 9, false, false, 1);

    assertThat(rig.runAll()).containsExactly(List.of("only"));
    assertThat(late.sink().failure()).hasMessageContaining("START flag");
  }

  @Test
  void beginAnewWhereASequenceStartsAgain() {
    rig.send("a1", 3, true, false, 5);
    Waiting again = rig.send("a2", 3, true, false, 7);
    Waiting next = rig.send("a3", 3, false, false, 1);

    rig.runAll();

    assertThat(again.sum()).isEqualTo(7);
    assertThat(next.sum()).isEqualTo(8);
    assertThat(rig.openSequences()).isOne();
  }

  @Test
  void makeASequenceWithoutASlotWaitForOneThatEnds() {
    for (int i = 1; i <= 4; i++) {
      rig.send("s" + i, i, true, false, 1);
    }
    Waiting fifth = rig.send("s5", 5, true, false, 1);
    Waiting sequel = rig.send("s5b", 5, false, true, 2);
    rig.runAll();
    assertThat(fifth.isAnswered()).isFalse();

    rig.send("end of 2", 2, false, true, 1);

    assertThat(rig.runAll()).containsExactly(List.of("end of 2"), List.of("s5"), List.of("s5b"));
    assertThat(sequel.sum()).isEqualTo(3);
  }

  @Test
  void freeTheSlotOfASequenceThatNobodyTouches() {
    for (int i = 1; i <= 4; i++) {
      rig.send("s" + i, i, true, false, 1);
    }
    Waiting fifth = rig.send("s5", 5, true, false, 1);
    rig.runAll();
    assertThat(rig.former.nextChangeNs()).isEqualTo(rig.clock.nanoTime() + IDLE_NS);

    rig.clock.advanceNs(IDLE_NS);

    assertThat(rig.runAll()).containsExactly(List.of("s5"));
    assertThat(fifth.sum()).isOne();
    Waiting late = rig.send("late", 1, false, false, 1);
    assertThat(late.sink().failure()).hasMessageContaining("START flag");
  }

  @Test
  void giveNoSlotToSequencesThatNobodyWaitsForAnyMore() {
    for (int i = 1; i <= 4; i++) {
      rig.send("s" + i, i, true, false, 1);
    }
    for (int i = 5; i <= 60; i++) {
      rig.send("gone" + i, i, true, false, 1).request().cancel(Reason.CANCELLED);
    }
    rig.send("stays", 61, true, false, 1);
    rig.runAll();

    rig.send("end of 1", 1, false, true, 1);

    assertThat(rig.runAll()).containsExactly(List.of("end of 1"), List.of("stays"));
    assertThat(rig.openSequences()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE})
  void keepASequenceForEverWhereItsIdleTimeHasNoEnd(long idleMicros) {
    ModelConfig config = SequenceRig.config(new Direct(0, 0), 4);
    SequenceBatching batching = (SequenceBatching) config.scheduling();
    try (SequenceRig patient =
        new SequenceRig(config.withScheduling(batching.withMaxSequenceIdleMicros(idleMicros)), 1)) {
      patient.clock.advanceNs(TimeUnit.DAYS.toNanos(1));
      patient.send("a1", 1, true, false, 1);
      patient.runAll();
      assertThat(patient.former.nextChangeNs()).isGreaterThan(TimeUnit.DAYS.toNanos(100));
      patient.clock.advanceNs(TimeUnit.DAYS.toNanos(100));
      Waiting second = patient.send("a2", 1, false, true, 1);

      patient.runAll();

      assertThat(second.sum()).isEqualTo(2);
    }
  }

  @Test
  void keepASequenceThatIsTouchedInTime() {
    rig.send("a1", 1, true, false, 1);
    rig.runAll();
    rig.clock.advanceNs(IDLE_NS - 1);
    rig.send("a2", 1, false, false, 1);
    rig.runAll();
    rig.clock.advanceNs(IDLE_NS - 1);
    Waiting third = rig.send("a3", 1, false, false, 1);

    rig.runAll();

    assertThat(third.sum()).isEqualTo(3);
  }

  @Test
  void refuseASequenceThatHasWaitedForItsSlotForTooLong() {
    for (int i = 1; i <= 4; i++) {
      rig.send("s" + i, i, true, false, 1);
    }
    SequencePlace place = new SequencePlace(new SequenceId.Numbered(5), true, false);
    Waiting fifth = rig.send("s5", place, 300, 1);
    rig.runAll();

    rig.clock.advanceNs(TimeUnit.MICROSECONDS.toNanos(300));
    rig.runAll();

    assertThat(fifth.sink().failure())
        .hasMessage("timeout of the corresponding sequence has been expired")
        .extracting(ServingException::reason)
        .isEqualTo(Reason.QUEUE_TIMEOUT);
  }

  @Test
  void goOnWhereARequestIsGivenUp() {
    rig.send("a1", 1, true, false, 1);
    Waiting second = rig.send("a2", 1, false, false, 10);
    Waiting third = rig.send("a3", 1, false, true, 100);
    rig.run(rig.take());
    second.request().cancel(Reason.CANCELLED);

    assertThat(rig.runAll()).containsExactly(List.of("a3"));
    assertThat(third.sum()).isEqualTo(101);
    assertThat(rig.openSequences()).isZero();
  }

  @Test
  void endWhereTheLastRequestIsGivenUp() {
    rig.send("a1", 1, true, false, 1);
    Waiting last = rig.send("a2", 1, false, true, 10);
    last.request().cancel(Reason.CANCELLED);

    rig.runAll();

    assertThat(rig.openSequences()).isZero();
  }

  @Test
  void keepTheStateWhereARunFails() {
    rig.send("a1", 1, true, false, 1);
    rig.runAll();
    Waiting failing = rig.send("a2", 1, false, false, 10);
    rig.run(rig.take(), SequenceRig.FAILING);
    Waiting third = rig.send("a3", 1, false, false, 100);

    rig.runAll();

    assertThat(failing.sink().failure()).hasMessage("no");
    assertThat(third.sum()).isEqualTo(101);
  }

  @Test
  void goOnWithoutAStateWhereTheBeginningFails() {
    rig.send("a1", 1, true, false, 1);
    rig.runAll();
    rig.send("a2", 1, true, false, 10);
    rig.run(rig.take(), SequenceRig.FAILING);
    Waiting third = rig.send("a3", 1, false, false, 100);

    rig.runAll();

    assertThat(third.sum()).isEqualTo(100);
  }

  @Test
  void goOnWithoutAStateWhereTheBeginningIsGivenUpOnItsWay() {
    rig.send("a1", 1, true, false, 1);
    rig.runAll();
    rig.sendGivenUp("a2", new SequencePlace(new SequenceId.Numbered(1), true, false));
    Waiting third = rig.send("a3", 1, false, false, 100);
    Waiting fourth = rig.send("a4", 1, false, false, 1000);

    rig.runAll();

    assertThat(third.sum()).isEqualTo(100);
    assertThat(fourth.sum()).isEqualTo(1100);
  }

  @Test
  void goOnWithoutAStateWhereTheBeginningIsSweptAwayBeforeItsSequel() {
    rig.send("a1", 1, true, false, 1);
    List<PendingRequest> running = rig.take();
    rig.send("a2", 1, true, false, 10).request().cancel(Reason.CANCELLED);
    rig.former.dropGivenUp(rig.clock.nanoTime());
    assertThat(rig.former.held()).isZero();
    Waiting third = rig.send("a3", 1, false, false, 100);

    rig.run(running);
    rig.runAll();

    assertThat(third.sum()).isEqualTo(100);
  }

  @Test
  void holdNothingOfThoseWhoWereGivenUpThoughOthersAreBehindThem() {
    rig.send("a1", 1, true, false, 1);
    List<PendingRequest> running = rig.take();
    rig.send("a2", 1, true, false, 10).request().cancel(Reason.CANCELLED);
    Waiting third = rig.send("a3", 1, false, false, 100);

    rig.former.dropGivenUp(rig.clock.nanoTime());

    assertThat(rig.former.held()).isOne();
    rig.run(running);
    rig.runAll();
    assertThat(third.sum()).isEqualTo(100);
  }

  @Test
  void keepTheStatesWhereAnAnswerCannotBeCut() {
    rig.send("a1", 1, true, false, 1);
    rig.send("b1", 2, true, false, 2);
    rig.runAll();
    rig.send("a2", 1, false, false, 10);
    rig.send("b2", 2, false, false, 20);

    rig.run(
        rig.take(),
        (inputs, outputs, results) ->
            results.onResult(
                FakeInstance.copies(
                    rig.pool,
                    List.of(
                        Tensors.ints("SUM", Shape.of(3, 1), 7, 7, 7),
                        Tensors.ints("SUM_OUT", Shape.of(2, 1), 7, 7)),
                    List.of("SUM", "SUM_OUT")),
                true));

    Waiting next = rig.send("a3", 1, false, false, 100);
    rig.runAll();
    assertThat(rig.request("a2").sink().failure().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(next.sum()).isEqualTo(101);
  }

  @Test
  void keepNoStateOfABatchThatFindsNoRoomForAll() {
    rig.send("a1", 1, true, false, 1);
    rig.send("b1", 2, true, false, 2);
    rig.runAll();
    rig.send("a2", 1, false, false, 10);
    rig.send("b2", 2, false, false, 20);
    long room = rig.budget.capacity() - rig.budget.reserved();
    assertThat(rig.budget.tryReserve(room - Integer.BYTES)).isTrue();

    rig.run(rig.take());

    rig.budget.release(room - Integer.BYTES);
    assertThat(rig.request("a2").sink().failure().reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(rig.request("b2").sink().failure().reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    Waiting next = rig.send("a3", 1, false, false, 100);
    rig.runAll();
    assertThat(next.sum()).isEqualTo(101);
  }

  @Test
  void tellALoneClientNoStateThatItDidNotAskFor() {
    ModelConfig config = SequenceRig.config(new Direct(0, 0), 4);
    List<ModelOutput> outputs = new ArrayList<>(config.outputs());
    outputs.add(ModelOutput.of("SUM_OUT", DataType.INT32, Shape.of(1)));
    try (SequenceRig open = new SequenceRig(config.withOutputs(outputs), 1)) {
      Waiting all = open.send("all", 1, true, true, 1);
      open.runAll();
      open.wanted = List.of("SUM");
      Waiting one = open.send("one", 1, true, true, 1);
      open.runAll();

      assertThat(all.sink().response().outputs())
          .extracting(Tensor::name)
          .containsExactly("SUM", "SUM_OUT");
      assertThat(one.sink().response().outputs()).extracting(Tensor::name).containsExactly("SUM");
    }
  }

  @Test
  void refuseWhatWaitsForASlotWhereTheModelGoes() {
    for (int i = 1; i <= 5; i++) {
      rig.send("s" + i, i, true, false, 1);
    }
    rig.former.close();

    assertThat(rig.runAll()).containsExactly(List.of("s1", "s2", "s3", "s4"));
    assertThat(rig.request("s5").sink().failure())
        .extracting(ServingException::reason)
        .isEqualTo(Reason.STOPPING);
    assertThat(rig.openSequences()).isZero();
  }

  @Test
  void refuseWhatComesOnceTheModelHasGone() {
    rig.send("a1", 1, true, false, 1);
    rig.runAll();
    rig.former.close();
    rig.runAll();

    Waiting begins = rig.send("b1", 2, true, false, 1);
    Waiting goesOn = rig.send("a2", 1, false, false, 1);

    assertThat(rig.runAll()).isEmpty();
    assertThat(List.of(begins, goesOn))
        .extracting(waiting -> waiting.sink().failure().reason())
        .containsOnly(Reason.STOPPING);
  }

  @Test
  void waitForMoreSlotsWhereTheModelLikesFullBatches() {
    try (SequenceRig direct = new SequenceRig(new Direct(100, 0.75f), 4)) {
      direct.send("a", 1, true, true, 1);
      direct.send("b", 2, true, true, 1);
      assertThat(direct.take()).isEmpty();

      direct.send("c", 3, true, true, 1);

      assertThat(direct.runAll()).containsExactly(List.of("a", "b", "c"));
    }
  }

  @Test
  void endIdleSequencesInTimeThoughABatchWaitsForMore() {
    long delayMicros = TimeUnit.SECONDS.toMicros(10);
    try (SequenceRig direct = new SequenceRig(new Direct(delayMicros, 1), 4)) {
      direct.send("a", 1, true, false, 1);
      direct.clock.advanceNs(TimeUnit.MICROSECONDS.toNanos(delayMicros));
      direct.runAll();
      direct.send("b", 2, true, true, 1);

      Decision decision = direct.former.decide(direct.clock.nanoTime());

      assertThat(decision).isInstanceOf(Decision.Wait.class);
      assertThat(((Decision.Wait) decision).untilNs()).isEqualTo(direct.clock.nanoTime() + IDLE_NS);
      direct.clock.advanceNs(TimeUnit.MICROSECONDS.toNanos(delayMicros));
    }
  }

  @Test
  void answerTheLastRequestOfASequenceThoughThereIsNoRoomForAState() {
    rig.send("a1", 1, true, false, 1);
    rig.runAll();
    long room = rig.budget.capacity() - rig.budget.reserved();
    Waiting last = rig.send("a2", 1, false, true, 10);
    assertThat(rig.budget.tryReserve(room - Integer.BYTES)).isTrue();

    rig.runAll();

    rig.budget.release(room - Integer.BYTES);
    assertThat(last.sum()).isEqualTo(11);
  }

  @Test
  void refuseToBeginAnewWhereTheModelGoes() throws InterruptedException {
    rig.send("a1", 1, true, false, 1);
    rig.runAll();
    assertThat(((SequenceFormer) rig.former).awaitEnd(0)).isFalse();

    Waiting again = rig.send("a2", 1, true, false, 1);
    Waiting behind = rig.send("a3", 1, false, false, 1);

    assertThat(again.sink().failure().reason()).isEqualTo(Reason.STOPPING);
    assertThat(behind.sink().failure().reason()).isEqualTo(Reason.NO_SEQUENCE);
    assertThat(rig.openSequences()).isZero();
    assertThat(((SequenceFormer) rig.former).awaitEnd(0)).isTrue();
  }

  @Test
  void letNoSequenceBeginThatWasOnItsWayWhenTheEndWasAskedFor() throws InterruptedException {
    assertThat(((SequenceFormer) rig.former).awaitEnd(0)).isTrue();

    Waiting late = rig.send("a1", 1, true, false, 1);
    rig.runAll();

    assertThat(late.sink().failure().reason()).isEqualTo(Reason.STOPPING);
  }

  @Test
  void giveAsManySlotsAsThereMayBeCandidates() {
    try (SequenceRig oldest = new SequenceRig(new Oldest(2, List.of(), 0, false), 4)) {
      oldest.send("a", 1, true, true, 1);
      oldest.send("b", 2, true, true, 1);
      oldest.send("c", 3, true, true, 1);

      assertThat(oldest.runAll()).containsExactly(List.of("a", "b"), List.of("c"));
    }
  }
}
