package dev.tandem.benchmarks.load;

import java.time.Duration;

/** Sends one request again and again over connections that stay open. */
public interface Load extends AutoCloseable {
  /** Sends it once; throws where the answer is not a good one. */
  byte[] ask();

  /** Keeps as many in flight as the load is made for, and waits for the last of them. */
  LoadRun run(Duration duration);

  @Override
  void close();
}
