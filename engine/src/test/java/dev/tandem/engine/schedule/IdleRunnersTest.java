package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.ManualClock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdleRunnersTest {
  private static final long PATIENCE_MS = TimeUnit.SECONDS.toMillis(60);
  private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

  private final ManualClock clock = new ManualClock();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, IdleRunners.MAX_RUNNERS})
  void wakesOneAtATimeTheHighestNumberFirst(int count) throws InterruptedException {
    Thread[] threads = new Thread[count];
    IdleRunners runners = new IdleRunners(threads, clock);
    parkAll(runners, threads);

    for (int i = count - 1; i >= 0; i--) {
      runners.wakeOne();
      threads[i].join(PATIENCE_MS);

      assertThat(threads[i].isAlive()).as("runner %s", i).isFalse();
      for (int j = 0; j < i; j++) {
        assertThat(threads[j].isAlive()).as("runner %s", j).isTrue();
      }
    }
  }

  @Test
  void wakesAllAtOnce() throws InterruptedException {
    Thread[] threads = new Thread[5];
    IdleRunners runners = new IdleRunners(threads, clock);
    parkAll(runners, threads);

    runners.wakeAll();

    for (Thread thread : threads) {
      thread.join(PATIENCE_MS);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void doesNotParkWhereThereIsWorkNorCountsAsIdleAfterwards() throws InterruptedException {
    Thread[] threads = {new Thread(() -> {}), Thread.currentThread()};
    IdleRunners runners = new IdleRunners(threads, clock);

    runners.parkUnless(1, () -> true, IdleRunnersTest::forEver);

    park(runners, threads, 0);
    runners.wakeOne();
    threads[0].join(PATIENCE_MS);
    assertThat(threads[0].isAlive()).isFalse();
  }

  @Test
  void tellsAParkedRunnerOfAnEarlierMomentOnlyWhereNoneKnowsIt() throws InterruptedException {
    AtomicLong untilNs = new AtomicLong(QueueRules.NEVER);
    AtomicInteger looks = new AtomicInteger();
    Thread[] threads = new Thread[2];
    IdleRunners runners = new IdleRunners(threads, clock);
    for (int i = 0; i < threads.length; i++) {
      int number = i;
      threads[i] =
          new Thread(
              () ->
                  runners.parkUnless(
                      number,
                      () -> false,
                      () -> {
                        looks.incrementAndGet();
                        return untilNs.get();
                      }));
    }
    start(threads);
    for (Thread thread : threads) {
      awaitWaiting(thread);
    }
    assertThat(looks).hasValue(2);

    untilNs.set(HOUR_NS);
    runners.watch(HOUR_NS);
    while (threads[0].getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    runners.watch(HOUR_NS);
    runners.watch(HOUR_NS + 1);

    assertThat(looks).hasValue(3);
    assertThat(threads[1].getState()).isEqualTo(Thread.State.WAITING);
    clock.advanceNs(HOUR_NS);
    LockSupport.unpark(threads[0]);
    threads[0].join(PATIENCE_MS);
    assertThat(threads[0].isAlive()).isFalse();
    runners.wakeAll();
    threads[1].join(PATIENCE_MS);
  }

  @Test
  void staysParkedThroughWakeUpsThatAreNotItsOwn() throws InterruptedException {
    AtomicBoolean woken = new AtomicBoolean();
    AtomicBoolean returnedAfterThat = new AtomicBoolean();
    Thread[] threads = new Thread[1];
    IdleRunners runners = new IdleRunners(threads, clock);
    threads[0] =
        new Thread(
            () -> {
              runners.parkUnless(0, () -> false, IdleRunnersTest::forEver);
              returnedAfterThat.set(woken.get());
            });
    start(threads);

    for (int i = 0; i < 1000; i++) {
      LockSupport.unpark(threads[0]);
      awaitWaiting(threads[0]);
    }
    woken.set(true);
    runners.wakeOne();

    threads[0].join(PATIENCE_MS);
    assertThat(threads[0].isAlive()).isFalse();
    assertThat(returnedAfterThat).isTrue();
  }

  /** Work is a number; each unit is brought with one wake-up, and taken by whoever comes first. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  @Timeout(120)
  void losesNoWakeUp(int count) throws InterruptedException {
    int rounds = 20_000;
    AtomicInteger work = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Thread[] threads = new Thread[count];
    IdleRunners runners = new IdleRunners(threads, clock);
    for (int i = 0; i < count; i++) {
      int number = i;
      threads[i] =
          new Thread(
              () -> {
                while (done.get() < rounds) {
                  if (work.getAndUpdate(units -> Math.max(0, units - 1)) > 0) {
                    done.incrementAndGet();
                  } else {
                    runners.parkUnless(
                        number,
                        () -> work.get() > 0 || done.get() >= rounds,
                        IdleRunnersTest::forEver);
                  }
                }
              });
    }
    start(threads);

    for (int i = 0; i < rounds; i++) {
      work.incrementAndGet();
      runners.wakeOne();
      while (i % 8 == 0 && done.get() <= i) {
        Thread.onSpinWait();
      }
    }
    while (done.get() < rounds) {
      Thread.onSpinWait();
    }

    runners.wakeAll();
    for (Thread thread : threads) {
      thread.join(PATIENCE_MS);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(done).hasValue(rounds);
  }

  private static void parkAll(IdleRunners runners, Thread[] threads) throws InterruptedException {
    for (int i = 0; i < threads.length; i++) {
      park(runners, threads, i);
    }
  }

  private static void park(IdleRunners runners, Thread[] threads, int number)
      throws InterruptedException {
    CountDownLatch announced = new CountDownLatch(1);
    threads[number] =
        new Thread(
            () ->
                runners.parkUnless(
                    number,
                    () -> {
                      announced.countDown();
                      return false;
                    },
                    IdleRunnersTest::forEver));
    start(threads[number]);
    assertThat(announced.await(PATIENCE_MS, TimeUnit.MILLISECONDS)).isTrue();
  }

  private static void start(Thread... threads) {
    for (Thread thread : List.of(threads)) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  private static long forEver() {
    return Long.MAX_VALUE;
  }
}
