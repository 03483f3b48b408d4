package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.model.SequenceBatching.Oldest;
import dev.tandem.engine.schedule.SequenceRig.Waiting;
import dev.tandem.engine.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runners that take the batches of a model with slots for two sequences. */
@Timeout(120)
class SequenceSourceTest {
  private static final int CAPACITY = 16;
  private static final int SLOTS = 2;
  private static final long IDLE_NS = TimeUnit.MICROSECONDS.toNanos(SequenceRig.IDLE_MICROS);

  private final SequenceRig rig =
      new SequenceRig(SequenceRig.config(new Oldest(SLOTS, List.of(), 0, false), 1), 1);
  private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();
  private final Gate gate = new Gate();
  private Thread[] runners = {};
  private BatchSource source = new BatchSource(CAPACITY, rig.former, null, runners, rig.clock);

  @AfterEach
  void endRunners() throws InterruptedException {
    gate.open();
    source.close();
    source.stop();
    for (Thread runner : runners) {
      runner.join(TimeUnit.SECONDS.toMillis(60));
      assertThat(runner.isAlive()).isFalse();
    }
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {CAPACITY + 1, 10 * CAPACITY})
  void goesOnWhereAllWhoWaitForASlotWereGivenUp(int gone) throws InterruptedException {
    start(1);
    offer("a", 1, true, false);
    offer("b", 2, true, false);
    awaitRuns("a", "b");
    offer("gated", 2, false, false);
    gate.awaitArrivals(1);
    List<Waiting> waiting = new ArrayList<>();
    for (int i = 0; i < gone; i++) {
      waiting.add(offer("gone" + i, 3 + i, true, false));
      if (waiting.size() > CAPACITY) {
        waiting.forEach(one -> one.request().cancel(Reason.CANCELLED));
        waiting.clear();
      }
    }
    waiting.forEach(one -> one.request().cancel(Reason.CANCELLED));
    assertThat(rig.former.held()).isLessThanOrEqualTo(2 * CAPACITY);

    offer("a, the end", 1, false, true);
    gate.open();

    awaitRuns("gated", "a, the end");
  }

  @Test
  void freesASlotInTimeWhileTheRunnerThatIsWokenFirstIsBusy() throws InterruptedException {
    start(2);
    await(runners[0], Thread.State.WAITING);
    for (int sequence = 1; sequence <= SLOTS; sequence++) {
      awaitRest(runners[1]);
      offer("s" + sequence, sequence, true, false);
      awaitRuns("s" + sequence);
    }
    awaitRest(runners[1]);
    offer("s3", 3, true, false);
    awaitOpenSequences(3);
    awaitRest(runners[1]);
    offer("gated", 2, false, false);
    gate.awaitArrivals(1);

    rig.clock.advanceNs(IDLE_NS);

    awaitRuns("s3");
  }

  private void start(int count) {
    runners = new Thread[count];
    source = new BatchSource(CAPACITY, rig.former, null, runners, rig.clock);
    for (int i = 0; i < count; i++) {
      int number = i;
      runners[i] = new Thread(() -> runBatches(number), "runner-" + i);
      runners[i].setDaemon(true);
      runners[i].start();
    }
  }

  private void runBatches(int number) {
    NextBatch batch = new NextBatch();
    while (source.next(number, batch)) {
      List<String> names = SequenceRig.names(batch.requests());
      if (names.contains("gated")) {
        gate.pass();
      }
      rig.answer(batch.requests());
      source.finished(batch.requests());
      batch.requests().clear();
      ran.addAll(names);
    }
  }

  private Waiting offer(String name, long sequence, boolean start, boolean end) {
    SequencePlace place = new SequencePlace(new SequenceId.Numbered(sequence), start, end);
    Waiting waiting = rig.offered(name, place, 0, 1);
    assertThat(source.offer(waiting.request())).as(name).isTrue();
    return waiting;
  }

  private void awaitRuns(String... names) throws InterruptedException {
    for (String name : names) {
      assertThat(ran.poll(60, TimeUnit.SECONDS)).isEqualTo(name);
    }
  }

  private void awaitOpenSequences(int count) {
    while (rig.counters.snapshot().sequences().open() != count) {
      Thread.onSpinWait();
    }
  }

  /** Waits until the runner has nothing to do, now or for ever. */
  private static void awaitRest(Thread runner) {
    while (runner.getState() != Thread.State.TIMED_WAITING
        && runner.getState() != Thread.State.WAITING) {
      assertThat(runner.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  private static void await(Thread runner, Thread.State state) {
    while (runner.getState() != state) {
      assertThat(runner.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }
}
