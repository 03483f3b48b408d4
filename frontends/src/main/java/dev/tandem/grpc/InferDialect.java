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
   */
  InferCall start(T message, long deadlineNs, Runnable release, UnaryAnswer answer);

  /** The status for what {@link #start} threw. */
  Status refusal(RuntimeException thrown, T message);
}
