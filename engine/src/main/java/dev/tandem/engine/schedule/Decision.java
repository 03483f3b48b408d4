package dev.tandem.engine.schedule;

/** What to do with the requests that wait. */
sealed interface Decision {
  Decision NOTHING = new Nothing();

  /** Nobody waits. */
  record Nothing() implements Decision {}

  /** Run the first {@code requests} of them now. */
  record Run(int requests) implements Decision {}

  /**
   * Decide again at {@code untilNs}, or once {@code rowsMissing} more rows have come, or one that
   * cannot join {@code first}; all who wait would make one batch.
   */
  record Wait(long untilNs, int rowsMissing, PendingRequest first) implements Decision {
    Wait noLaterThan(long ns) {
      return ns < untilNs ? new Wait(ns, rowsMissing, first) : this;
    }
  }
}
