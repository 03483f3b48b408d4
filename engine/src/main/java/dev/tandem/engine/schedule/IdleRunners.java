package dev.tandem.engine.schedule;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Which runners of a model are parked, one bit each. A runner announces itself before it looks for
 * work a last time, and whoever brings work looks at the announcements after bringing it, so that
 * one of the two always sees the other.
 */
final class IdleRunners {
  static final int MAX_RUNNERS = Long.SIZE;

  private final Thread[] runners;
  private final AtomicLong idle = new AtomicLong();

  IdleRunners(Thread[] runners) {
    this.runners = runners;
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

  void wakeAll() {
    while (idle.get() != 0) {
      wakeOne();
    }
  }

  /**
   * Parks the calling runner until it is woken or {@code restNs} tells nothing more, unless there
   * is work already.
   *
   * @param restNs how long it may rest, {@link Long#MAX_VALUE} for ever
   */
  void parkUnless(int runner, BooleanSupplier hasWork, LongSupplier restNs) {
    long bit = 1L << runner;
    idle.getAndAccumulate(bit, (mask, own) -> mask | own);
    if (hasWork.getAsBoolean()) {
      idle.getAndAccumulate(bit, (mask, own) -> mask & ~own);
      return;
    }
    while ((idle.get() & bit) != 0) {
      long leftNs = restNs.getAsLong();
      if (leftNs == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else if (leftNs > 0) {
        LockSupport.parkNanos(this, leftNs);
      } else {
        idle.getAndAccumulate(bit, (mask, own) -> mask & ~own);
      }
    }
  }
}
