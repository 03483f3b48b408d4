package dev.tandem.engine.testkit;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements NanoClock {
  private final AtomicLong nowNs = new AtomicLong();

  @Override
  public long nanoTime() {
    return nowNs.get();
  }

  public void advanceNs(long ns) {
    nowNs.addAndGet(ns);
  }
}
