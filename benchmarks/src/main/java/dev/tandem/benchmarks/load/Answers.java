package dev.tandem.benchmarks.load;

/** Where a connection tells what became of its calls, on its event loop. */
interface Answers {
  /** Counts the answer to what was sent at {@code sentNs}; says whether to send again. */
  boolean answered(long sentNs, boolean good, long bytes);

  /** Ends the run at once: a connection is gone. */
  void fail(Throwable cause);
}
