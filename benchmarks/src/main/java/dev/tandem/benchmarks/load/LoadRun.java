package dev.tandem.benchmarks.load;

import dev.tandem.benchmarks.figures.Latencies;

/**
 * What came of sending for a while.
 *
 * @param latencies of the requests that were answered well
 * @param failed how many were not
 * @param answerBytes of all good answers together, without the framing of the transport
 */
public record LoadRun(Latencies latencies, long failed, long answerBytes, long elapsedNs) {
  private static final double NANOS_PER_SECOND = 1e9;

  public double requestsPerSecond() {
    return latencies.count() * NANOS_PER_SECOND / elapsedNs;
  }

  public double bytesPerAnswer() {
    return (double) answerBytes / latencies.count();
  }
}
