package dev.tandem.engine.api;

/** A request under way. */
public interface InferCall {
  /** The call of a request that was answered at once. */
  InferCall ANSWERED = reason -> {};

  /**
   * Gives the request up: unless it is answered already, its sink gets a failure with {@code
   * reason}, {@link Reason#CANCELLED} or {@link Reason#DEADLINE_EXCEEDED}, before the model sees it
   * where it still waits, and else as soon as the model allows. Any thread may call this, any
   * number of times; it does not block.
   */
  void cancel(Reason reason);
}
