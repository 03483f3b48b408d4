package dev.tandem.benchmarks.memory;

import java.io.IOException;

/** A server, in this process or another, that loads and unloads one model. */
interface LoadCycle extends AutoCloseable {
  /** Whose memory is measured. */
  ProcessHandle process();

  /** Loads the model and unloads it again. */
  void run() throws IOException;

  @Override
  void close();
}
