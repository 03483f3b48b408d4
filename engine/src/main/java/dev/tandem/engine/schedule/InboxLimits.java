package dev.tandem.engine.schedule;

/**
 * How much may wait for one model version.
 *
 * @param bytes of inputs; one request may exceed it where nobody else waits
 */
public record InboxLimits(int requests, long bytes) {
  public InboxLimits {
    if (requests < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "inbox: " + requests + " requests, " + bytes + " bytes (expected: each >= 1)");
    }
  }
}
