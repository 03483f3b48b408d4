package dev.tandem.grpc;

import dev.tandem.engine.tensor.ByteBudget;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;

/**
 * A unary method that reads its requests and writes its answers by hand: tensors are neither copied
 * into message objects nor out of them.
 */
public final class InferMethod<T> implements ServerCallHandler<Received<T>, OutgoingStream> {
  /** One more than there should be, so that a second one is seen. */
  private static final int MESSAGES = 2;

  private final InferDialect<T> dialect;
  private final ByteBudget unread;

  private InferMethod(InferDialect<T> dialect, ByteBudget unread) {
    this.dialect = dialect;
    this.unread = unread;
  }

  /**
   * The method as {@code generated} names it, with its messages by hand.
   *
   * @param unread how many bytes the answers may have together that callers have not taken yet
   */
  public static <T> ServerMethodDefinition<?, ?> of(
      MethodDescriptor<?, ?> generated, InferDialect<T> dialect, ByteBudget unread) {
    return ServerMethodDefinition.create(
        generated.toBuilder(Marshallers.requests(dialect::parse), Marshallers.answers()).build(),
        new InferMethod<>(dialect, unread));
  }

  @Override
  public ServerCall.Listener<Received<T>> startCall(
      ServerCall<Received<T>, OutgoingStream> call, Metadata headers) {
    call.request(MESSAGES);
    return new InferListener<>(
        dialect, call, new CallDeadline(Context.current().getDeadline()), unread);
  }
}
