package dev.tandem.engine.backend.identity;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass. */
@FunctionalInterface
public interface Pause {
  /** Lets the calling thread sleep. */
  Pause SLEEP =
      (duration, end) -> {
        boolean unused = end.await(duration.toMillis(), TimeUnit.MILLISECONDS);
      };

  /** Returns early where {@code end} opens. */
  void pause(Duration duration, CountDownLatch end) throws InterruptedException;
}
