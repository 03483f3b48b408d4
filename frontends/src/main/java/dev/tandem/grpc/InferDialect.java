package dev.tandem.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.protobuf.WireCursor;
import io.grpc.Status;

/** What a protocol says about the one method that carries its tensors. */
public interface InferDialect<T> {
  /** Reads a message off the wire; throws where it is malformed. */
  T parse(WireCursor cursor);

  /**
   * Hands what {@code message} asks for to the engine, to be answered through {@code answer}.
   *
   * @param release gives back the memory that the message lies in; from the engine's taking the
   *     request on, it is the request's, and until then, where this throws, the caller's
   * @param onLoop whether an event loop is at it; see {@link #needsWorker}
   */
  InferCall start(T message, long deadlineNs, Runnable release, UnaryAnswer answer, boolean onLoop);

  /** Whether {@code thrown} by {@link #start} says that it has to be done on a worker. */
  default boolean needsWorker(Throwable thrown) {
    return false;
  }

  /** The status for what {@link #start} threw. */
  Status refusal(Throwable thrown, T message);
}
