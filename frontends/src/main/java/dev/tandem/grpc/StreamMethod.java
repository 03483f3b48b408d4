package dev.tandem.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;

/** A method that takes a stream of requests and gives one of answers, both by hand. */
public final class StreamMethod<T> implements ServerCallHandler<Received<T>, OutgoingStream> {
  private final StreamDialect<T> dialect;
  private final CallResources resources;

  private StreamMethod(StreamDialect<T> dialect, CallResources resources) {
    this.dialect = dialect;
    this.resources = resources;
  }

  /** The method as {@code generated} names it, with its messages by hand. */
  public static <T> ServerMethodDefinition<?, ?> of(
      MethodDescriptor<?, ?> generated, StreamDialect<T> dialect, CallResources resources) {
    return ServerMethodDefinition.create(
        generated.toBuilder(Marshallers.requests(dialect::parse, resources), Marshallers.answers())
            .build(),
        new StreamMethod<>(dialect, resources));
  }

  @Override
  public ServerCall.Listener<Received<T>> startCall(
      ServerCall<Received<T>, OutgoingStream> call, Metadata headers) {
    StreamAnswers answers =
        new StreamAnswers(call, resources.unread(), dialect.endsAtFailure(headers));
    call.sendHeaders(new Metadata());
    call.request(1);
    return new StreamListener<>(
        dialect, answers, new CallDeadline(Context.current().getDeadline()));
  }
}
