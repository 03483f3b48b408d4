package dev.tandem.engine.repository;

import java.time.Duration;

/**
 * When freed native memory goes back to the system: soon after a model has gone, but seldom, as
 * whoever asks the C library for memory may have to wait for the end of it.
 */
final class TrimTimes {
  /** A model may still be at freeing its parts. */
  static final long AFTER_FREE_NS = Duration.ofSeconds(1).toNanos();

  static final long BETWEEN_NS = Duration.ofSeconds(30).toNanos();

  private static final long NEVER = Long.MAX_VALUE;

  private long dueNs = NEVER;
  private long notBeforeNs;

  TrimTimes(long nowNs) {
    notBeforeNs = nowNs;
  }

  /** A model has gone. One that is due already is not put off, or it might never come. */
  void freed(long nowNs) {
    if (dueNs == NEVER) {
      long wantedNs = nowNs + AFTER_FREE_NS;
      dueNs = notBeforeNs - wantedNs > 0 ? notBeforeNs : wantedNs;
    }
  }

  /** Whether it is time, once for each time. */
  boolean isDue(long nowNs) {
    if (dueNs == NEVER || nowNs - dueNs < 0) {
      return false;
    }
    dueNs = NEVER;
    notBeforeNs = nowNs + BETWEEN_NS;
    return true;
  }

  /** For how long nothing will be due. */
  long idleNs(long nowNs) {
    return dueNs == NEVER ? Long.MAX_VALUE : Math.max(0, dueNs - nowNs);
  }
}
