package dev.tandem.engine.api;

/**
 * Where the answers to one request go. The engine calls {@link #onResponse} any number of times
 * with {@code last} false, and then exactly once either with {@code last} true or {@link
 * #onFailure}; on its own threads or on the one that gives the request up, never on two at a time,
 * so an implementation must not block; only an ensemble lets a decoupled part of it wait where too
 * many of its answers are under way.
 */
public interface ResponseSink {
  /** Hands over {@code response}, which the receiver closes. */
  void onResponse(InferResponse response, boolean last);

  void onFailure(ServingException failure);
}
