package dev.tandem.engine.warmup;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gives calls up once a time is over; from a thread of its own, which ends when it is closed. */
final class TimeLimit implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean over;
  private volatile InferCall call = InferCall.ANSWERED;

  private TimeLimit() {}

  static TimeLimit start(Duration limit) {
    TimeLimit time = new TimeLimit();
    Thread thread = new Thread(() -> time.await(limit), "model-first-run");
    thread.setDaemon(true);
    thread.start();
    return time;
  }

  /** From now on it is {@code next} that is given up; at once where the time is over. */
  void limit(InferCall next) {
    call = next;
    if (over) {
      next.cancel(Reason.CANCELLED);
    }
  }

  private void await(Duration limit) {
    try {
      if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        over = true;
        call.cancel(Reason.CANCELLED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
