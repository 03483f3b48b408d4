package dev.tandem.engine.schedule;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.agrona.concurrent.NanoClock;

/**
 * Which runners of a model are parked, one bit each. A runner announces itself before it looks for
 * work a last time, and whoever brings work looks at the announcements after bringing it, so that
 * one of the two always sees the other.
 */
final class IdleRunners {
  static final int MAX_RUNNERS = Long.SIZE;

  private final Thread[] runners;
  private final NanoClock clock;
  private final AtomicLong idle = new AtomicLong();

  /** When each parked runner wakes by itself. */
  private final AtomicLongArray restsUntilNs;

  IdleRunners(Thread[] runners, NanoClock clock) {
    this.runners = runners;
    this.clock = clock;
    restsUntilNs = new AtomicLongArray(runners.length);
  }

  /**
   * Wakes one parked runner, if there is one: always the one of the highest number first, whose
   * caches are likely warm.
   */
  void wakeOne() {
    long before = idle.get();
    while (before != 0) {
      long bit = Long.highestOneBit(before);
      if (idle.compareAndSet(before, before & ~bit)) {
        LockSupport.unpark(runners[Long.numberOfTrailingZeros(bit)]);
        return;
      }
      before = idle.get();
    }
  }

  /**
   * Makes sure that some parked runner, if there is one, wakes by itself at {@code untilNs}, which
   * those that are about to park are told too.
   */
  void watch(long untilNs) {
    long parked = idle.get();
    for (long rest = parked; rest != 0; rest &= rest - 1) {
      if (restsUntilNs.get(Long.numberOfTrailingZeros(rest)) <= untilNs) {
        return;
      }
    }
    if (parked != 0) {
      LockSupport.unpark(runners[Long.numberOfTrailingZeros(parked)]);
    }
  }

  void wakeAll() {
    while (idle.get() != 0) {
      wakeOne();
    }
  }

  /**
   * Parks the calling runner until it is woken or {@code untilNs} has come, unless there is work
   * already.
   *
   * @param untilNs how long it may rest, {@link QueueRules#NEVER} for ever
   */
  void parkUnless(int runner, BooleanSupplier hasWork, LongSupplier untilNs) {
    long bit = 1L << runner;
    idle.getAndAccumulate(bit, (mask, own) -> mask | own);
    if (hasWork.getAsBoolean()) {
      idle.getAndAccumulate(bit, (mask, own) -> mask & ~own);
      return;
    }
    while ((idle.get() & bit) != 0) {
      // Whoever changes the moment behind this read finds a runner that never wakes.
      restsUntilNs.set(runner, QueueRules.NEVER);
      long wakeNs = untilNs.getAsLong();
      restsUntilNs.set(runner, wakeNs);
      if (wakeNs == QueueRules.NEVER) {
        LockSupport.park(this);
        continue;
      }
      long leftNs = wakeNs - clock.nanoTime();
      if (leftNs > 0) {
        LockSupport.parkNanos(this, leftNs);
      } else {
        idle.getAndAccumulate(bit, (mask, own) -> mask & ~own);
      }
    }
  }
}
