package dev.tandem.benchmarks.memory;

import java.io.IOException;

/** A server that loads and unloads one model. */
interface LoadCycle {
  /** Whose memory is measured. */
  ProcessHandle process();

  /** Loads the model and unloads it again; what it took may come back later. */
  void run() throws IOException;

  /** Returns when all of it had its chance to come back. */
  void rest() throws IOException, InterruptedException;
}
