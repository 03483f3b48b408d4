package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the requests inside of a model, and after {@link #close} tells when the last of them has
 * left.
 */
public final class InFlight {
  static final String STOPPING =
      "Server is stopping, scheduler for model has stopped accepting new inference requests";

  private final AtomicLong count = new AtomicLong();
  private final LongAdder entered = new LongAdder();
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean closed;

  /** What a request is told that was not let in. */
  public static ServingException stopping() {
    return new ServingException(Reason.STOPPING, STOPPING);
  }

  /** Lets one more in, unless closed. */
  public boolean enter() {
    count.incrementAndGet();
    if (closed) {
      leave();
      return false;
    }
    entered.increment();
    return true;
  }

  public void leave() {
    if (count.decrementAndGet() == 0 && closed) {
      drained.countDown();
    }
  }

  public long count() {
    return count.get();
  }

  /** How many were ever let in. */
  public long entered() {
    return entered.sum();
  }

  public void close() {
    closed = true;
    if (count.get() == 0) {
      drained.countDown();
    }
  }

  /** Waits until all have left; false where the time runs out first. */
  public boolean awaitDrained(long timeoutNs) throws InterruptedException {
    return drained.await(timeoutNs, TimeUnit.NANOSECONDS);
  }
}
