package dev.tandem.engine.schedule;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to form the next batch, which one runner has at a time. What a runner wrote while it
 * had the turn is seen by the next one that takes it.
 */
final class Turn {
  private final AtomicBoolean taken = new AtomicBoolean();

  boolean tryTake() {
    return !taken.get() && taken.compareAndSet(false, true);
  }

  boolean isTaken() {
    return taken.get();
  }

  void giveUp() {
    taken.set(false);
  }
}
