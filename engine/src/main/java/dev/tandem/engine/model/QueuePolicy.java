package dev.tandem.engine.model;

/** How long and how many requests may wait; 0 sets no limit. */
public record QueuePolicy(
    TimeoutAction timeoutAction,
    long defaultTimeoutMicros,
    boolean allowTimeoutOverride,
    long maxQueueSize) {

  /** What becomes of a request whose time in the queue is up. */
  public enum TimeoutAction {
    REJECT,
    DELAY
  }

  /** No limit at all. */
  public static final QueuePolicy UNLIMITED = new QueuePolicy(TimeoutAction.REJECT, 0, false, 0);
}
