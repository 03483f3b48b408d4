package dev.tandem.engine.schedule;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the requests inside of a model, and after {@link #close} tells when the last of them has
 * left.
 */
final class InFlight {
  private final AtomicLong count = new AtomicLong();
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean closed;

  /** Lets one more in, unless closed. */
  boolean enter() {
    count.incrementAndGet();
    if (closed) {
      leave();
      return false;
    }
    return true;
  }

  void leave() {
    if (count.decrementAndGet() == 0 && closed) {
      drained.countDown();
    }
  }

  void close() {
    closed = true;
    if (count.get() == 0) {
      drained.countDown();
    }
  }

  /** Waits until all have left; false where the time runs out first. */
  boolean awaitDrained(long timeoutNs) throws InterruptedException {
    return drained.await(timeoutNs, TimeUnit.NANOSECONDS);
  }
}
