package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.schedule.FormerRig.Waiting;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who wakes whom, and who does not. */
@Timeout(120)
class BatchSourceTest {
  private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

  private final CallCountingClock clock = new CallCountingClock();
  private final Queue<List<String>> batches = new ConcurrentLinkedQueue<>();
  private final Semaphore formed = new Semaphore(0);
  private Thread[] runners = {};
  private FormerRig rig = new FormerRig(DynamicBatching.PLAIN);
  private BatchSource source = new BatchSource(1, rig.former, null, runners, clock);

  @AfterEach
  void endRunners() throws InterruptedException {
    source.close();
    source.stop();
    for (Thread runner : runners) {
      runner.join(TimeUnit.SECONDS.toMillis(60));
      assertThat(runner.isAlive()).isFalse();
    }
  }

  @Test
  void wakesTheOneWhoWaitsForAFullerBatchOnlyOnceItIsFull() throws InterruptedException {
    source(FormerRig.batching(HOUR_MICROS, 4), 1);
    start();
    awaitParked();
    int before = clock.callsOf(runners[0]);

    offer("a", 1);
    awaitWaitingForMore();
    offer("b", 1);
    offer("c", 1);
    offer("d", 1);
    awaitBatches(1);
    awaitParked();

    assertThat(batches).containsExactly(List.of("a", "b", "c", "d"));
    // One look for a and one at how long to wait, one for d, and one at an empty queue.
    assertThat(clock.callsOf(runners[0]) - before).isEqualTo(4);
  }

  @Test
  void doesNotLetABatchWaitThatTheNextRequestCannotJoin() throws InterruptedException {
    source(FormerRig.batching(HOUR_MICROS, 4), 1);
    start();
    offer("a", 1);
    awaitWaitingForMore();

    offer("long", 1, 7, RequestOptions.NONE);
    awaitBatches(1);

    assertThat(batches).containsExactly(List.of("a"));
  }

  @Test
  void looksAgainForARequestWhoseTimeIsUpBeforeTheWaitEnds() throws InterruptedException {
    source(FormerRig.batching(HOUR_MICROS, 4), 1);
    start();
    offer("a", 1);
    awaitWaitingForMore();
    clock.manual.advanceNs(5_000);

    Waiting late = offer("late", 1, 1, FormerRig.deadlineNs(5_000));

    assertThat(late.sink().await().isSettledOnce()).isTrue();
    assertThat(batches).isEmpty();
  }

  @Test
  void runsWhatWaitsForMoreOnceNothingMoreComes() throws InterruptedException {
    source(FormerRig.batching(HOUR_MICROS, 4), 1);
    start();
    offer("a", 1);
    offer("b", 1);
    awaitWaitingForMore();

    source.close();
    awaitBatches(1);
    offer("c", 1);
    awaitBatches(1);

    assertThat(batches).containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void leavesTheOtherRunnersAloneWhileOneIsEnough() throws InterruptedException {
    source(DynamicBatching.PLAIN, 3);
    start();
    awaitParked();
    int[] before = {clock.callsOf(runners[0]), clock.callsOf(runners[1])};

    for (int i = 0; i < 200; i++) {
      offer("r" + i, 1);
      awaitBatches(1);
      awaitParked();
    }

    assertThat(clock.callsOf(runners[0])).isEqualTo(before[0]);
    assertThat(clock.callsOf(runners[1])).isEqualTo(before[1]);
  }

  @Test
  void givesTheNextRunnerWhatOneBatchDoesNotTake() throws InterruptedException {
    source(DynamicBatching.PLAIN, 2);
    for (int i = 0; i < 5; i++) {
      offer("r" + i, 8);
    }
    start();
    awaitBatches(5);

    assertThat(batches)
        .containsExactlyInAnyOrder(
            List.of("r0"), List.of("r1"), List.of("r2"), List.of("r3"), List.of("r4"));
  }

  @Test
  void refusesWhatItHasNoRoomFor() {
    source(DynamicBatching.PLAIN, 0);
    start();
    for (int i = 0; i < 3 * 1024; i++) {
      assertThat(source.offer(rig.pending("r" + i, 1, 1, RequestOptions.NONE).request())).isTrue();
    }

    assertThat(source.offer(rig.pending("more", 1, 1, RequestOptions.NONE).request())).isFalse();
  }

  @Test
  void thoseWhoWereGivenUpTakeNobodysPlace() {
    source(DynamicBatching.PLAIN, 0);
    start();

    for (int i = 0; i < 5000; i++) {
      offer("r" + i, 1).request().cancel(Reason.CANCELLED);
    }
    for (int i = 0; i < 1024; i++) {
      offer("s" + i, 1);
    }

    assertThat(rig.former.size()).isLessThanOrEqualTo(2 * 1024);
  }

  private void source(DynamicBatching batching, int runnerCount) {
    rig = new FormerRig(batching);
    runners = new Thread[runnerCount];
    source = new BatchSource(1024, rig.former, null, runners, clock);
    for (int i = 0; i < runnerCount; i++) {
      int number = i;
      runners[i] = new Thread(() -> takeBatches(number), "runner-" + i);
      runners[i].setDaemon(true);
    }
  }

  private void start() {
    for (Thread runner : runners) {
      runner.start();
    }
  }

  private void takeBatches(int number) {
    NextBatch batch = new NextBatch();
    while (source.next(number, batch)) {
      List<String> names =
          batch.requests().stream().map(pending -> pending.request().id()).toList();
      batch.requests().clear();
      batches.add(names);
      formed.release();
    }
  }

  private Waiting offer(String name, int rows) {
    return offer(name, rows, 1, RequestOptions.NONE);
  }

  private Waiting offer(String name, int rows, int length, RequestOptions options) {
    Waiting waiting = rig.pending(name, rows, length, options);
    assertThat(source.offer(waiting.request())).isTrue();
    return waiting;
  }

  private void awaitBatches(int count) throws InterruptedException {
    assertThat(formed.tryAcquire(count, 60, TimeUnit.SECONDS)).as("batches formed").isTrue();
  }

  /** Waits until every runner is parked without an end. */
  private void awaitParked() {
    for (Thread runner : runners) {
      await(runner, Thread.State.WAITING);
    }
  }

  private void awaitWaitingForMore() {
    await(runners[0], Thread.State.TIMED_WAITING);
  }

  private static void await(Thread runner, Thread.State state) {
    while (runner.getState() != state) {
      assertThat(runner.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }
}
