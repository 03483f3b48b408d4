package dev.tandem.engine.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Holds threads back until a test lets them pass. Once open it stays so. */
public final class Gate {
  private static final long PATIENCE_SECONDS = 60;

  private final Semaphore arrivals = new Semaphore(0);
  private final CountDownLatch opened = new CountDownLatch(1);

  /** Waits until the gate is open. */
  public void pass() {
    arrivals.release();
    try {
      if (!opened.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("gate: never opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("gate: interrupted", e);
    }
  }

  /** Waits until {@code count} more threads have come to the gate. */
  public void awaitArrivals(int count) throws InterruptedException {
    if (!arrivals.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("gate: nobody came");
    }
  }

  public void open() {
    opened.countDown();
  }
}
