package dev.tandem.grpc;

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
  private final CallResources resources;

  private InferMethod(InferDialect<T> dialect, CallResources resources) {
    this.dialect = dialect;
    this.resources = resources;
  }

  /** The method as {@code generated} names it, with its messages by hand. */
  public static <T> ServerMethodDefinition<?, ?> of(
      MethodDescriptor<?, ?> generated, InferDialect<T> dialect, CallResources resources) {
    return ServerMethodDefinition.create(
        generated.toBuilder(Marshallers.requests(dialect::parse, resources), Marshallers.answers())
            .build(),
        new InferMethod<>(dialect, resources));
  }

  @Override
  public ServerCall.Listener<Received<T>> startCall(
      ServerCall<Received<T>, OutgoingStream> call, Metadata headers) {
    call.request(MESSAGES);
    return new InferListener<>(
        dialect, call, new CallDeadline(Context.current().getDeadline()), resources);
  }
}
