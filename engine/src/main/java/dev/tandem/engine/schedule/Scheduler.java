package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ResponseSink;

/** Runs the requests of one model version. Any thread submits. */
public interface Scheduler {
  /** Nothing runs before this. */
  void start();

  /** Answers {@code request} through {@code sink}, at once where it is refused; never blocks. */
  InferCall submit(InferRequest request, ResponseSink sink);

  /** Requests that were taken and not yet answered. */
  long requestsInside();

  /** Requests that were ever taken. */
  long requestsTaken();

  /**
   * Lets no sequence begin from here on, and waits until those that are open have ended; false
   * where the time ran out first.
   */
  boolean endSequences(long timeoutNs);

  /** Refuses new requests from here on; those inside are answered. */
  void refuseNew();

  /**
   * Waits until all requests are answered, and frees what they ran on; false where the time ran out
   * first. May be called again after that.
   */
  boolean stop(long timeoutNs);
}
