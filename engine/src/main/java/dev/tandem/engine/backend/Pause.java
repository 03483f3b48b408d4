package dev.tandem.engine.backend;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
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

  /** Pauses as a part of loading or running a model, which an interrupt ends. */
  default void spend(Duration duration, CountDownLatch end) {
    if (duration.isZero()) {
      return;
    }
    try {
      pause(duration, end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServingException(Reason.STOPPING, "interrupted during a delay", e);
    }
  }
}
