package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much the server takes and how long it waits.
 *
 * @param httpMaxInputBytes the largest HTTP request body, also once it is decompressed
 * @param maxInFlightBytes what the requests that are not yet answered may hold together
 * @param restTimeout how long a TensorFlow Serving REST call may run
 * @param exitTimeout how long requests in flight may take once the server is told to stop
 */
public record LimitOptions(
    long httpMaxInputBytes, long maxInFlightBytes, Duration restTimeout, Duration exitTimeout) {
  public LimitOptions {
    requireNonNull(restTimeout, "restTimeout");
    requireNonNull(exitTimeout, "exitTimeout");
    if (httpMaxInputBytes < 1) {
      throw new IllegalArgumentException(
          "httpMaxInputBytes: " + httpMaxInputBytes + " (expected: >= 1)");
    }
    if (maxInFlightBytes < 1) {
      throw new IllegalArgumentException(
          "maxInFlightBytes: " + maxInFlightBytes + " (expected: >= 1)");
    }
  }
}
