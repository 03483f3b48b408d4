package dev.tandem.tfserving.metrics;

import io.grpc.Status;

/**
 * Times one call and counts it when it ends. Goes from thread to thread with the call, one at a
 * time.
 */
public final class CallRecord {
  private static final long NS_PER_MICRO = 1000;

  private final ModelCalls calls;
  private final CallMethod method;
  private long arrivedNs;
  private long runNs;

  CallRecord(ModelCalls calls, CallMethod method) {
    this.calls = calls;
    this.method = method;
    arrivedNs = System.nanoTime();
  }

  /** The whole request is here; until this is called, it was from the beginning. */
  public void arrived() {
    arrivedNs = System.nanoTime();
  }

  /** The engine gets the request. */
  public void running() {
    runNs = System.nanoTime();
  }

  /** The engine has answered. */
  public void ran() {
    calls.ran(method.work(), (System.nanoTime() - runNs) / NS_PER_MICRO);
  }

  /** The call is answered, with {@code code}. */
  public void ended(Status.Code code) {
    if (code == Status.Code.OK) {
      calls.answered(method, (System.nanoTime() - arrivedNs) / NS_PER_MICRO);
    }
    calls.ended(code);
  }
}
