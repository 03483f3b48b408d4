package dev.tandem.benchmarks.soak;

/** How a request ended, where it ended as it may. */
enum Verdict {
  /** With the right answer. */
  ANSWERED,
  /** With an error that the request deserves, or that says that a queue is full. */
  REFUSED,
  CANCELLED,
  LATE,
  /** The client closed its connection. */
  LEFT
}
