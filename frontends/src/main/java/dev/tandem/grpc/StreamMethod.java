package dev.tandem.grpc;

import dev.tandem.engine.tensor.ByteBudget;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;

/** A method that takes a stream of requests and gives one of answers, both by hand. */
public final class StreamMethod<T> implements ServerCallHandler<Received<T>, OutgoingStream> {
  private final StreamDialect<T> dialect;
  private final ByteBudget unread;

  private StreamMethod(StreamDialect<T> dialect, ByteBudget unread) {
    this.dialect = dialect;
    this.unread = unread;
  }

  /**
   * The method as {@code generated} names it, with its messages by hand.
   *
   * @param unread how many bytes the answers may have together that callers have not taken yet
   */
  public static <T> ServerMethodDefinition<?, ?> of(
      MethodDescriptor<?, ?> generated, StreamDialect<T> dialect, ByteBudget unread) {
    return ServerMethodDefinition.create(
        generated.toBuilder(Marshallers.requests(dialect::parse), Marshallers.answers()).build(),
        new StreamMethod<>(dialect, unread));
  }

  @Override
  public ServerCall.Listener<Received<T>> startCall(
      ServerCall<Received<T>, OutgoingStream> call, Metadata headers) {
    StreamAnswers answers = new StreamAnswers(call, unread, dialect.endsAtFailure(headers));
    call.sendHeaders(new Metadata());
    call.request(1);
    return new StreamListener<>(
        dialect, answers, new CallDeadline(Context.current().getDeadline()));
  }
}
