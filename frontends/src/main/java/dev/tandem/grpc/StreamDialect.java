package dev.tandem.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireCursor;
import io.grpc.Metadata;

/** What a protocol says about a method that takes requests and gives answers as they come. */
public interface StreamDialect<T> {
  /** Reads a message off the wire; throws where it is malformed. */
  T parse(WireCursor cursor);

  /** Whether the first failure of a request that was taken ends the stream. */
  boolean endsAtFailure(Metadata headers);

  /**
   * Hands what {@code message} asks for to the engine, to be answered through {@code reply}.
   *
   * @param release gives back the memory that the message lies in; from the engine's taking the
   *     request on, it is the request's, and until then, where this throws, the caller's
   */
  InferCall start(T message, long deadlineNs, Runnable release, StreamReply reply);

  /** The answer for what {@link #start} threw. */
  OutgoingMessage refusal(Throwable thrown, T message);
}
