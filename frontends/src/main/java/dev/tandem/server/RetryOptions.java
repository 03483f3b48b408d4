package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often a load that fails is tried again.
 *
 * @param interval from a failure to the next try
 */
public record RetryOptions(int count, Duration interval) {
  public RetryOptions {
    requireNonNull(interval, "interval");
    if (count < 0) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
    }
  }
}
