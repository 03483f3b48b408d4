package dev.tandem.grpc;

import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** One stream of requests; gRPC calls this on one thread at a time. */
final class StreamListener<T> extends ServerCall.Listener<Received<T>> {
  private final StreamDialect<T> dialect;
  private final StreamAnswers answers;
  private final CallDeadline deadline;
  private boolean malformed;

  StreamListener(StreamDialect<T> dialect, StreamAnswers answers, CallDeadline deadline) {
    this.dialect = dialect;
    this.answers = answers;
    this.deadline = deadline;
  }

  @Override
  public void onMessage(Received<T> message) {
    T parsed = message.message();
    @Nullable StreamReply reply = parsed == null || malformed ? null : answers.open();
    if (parsed == null) {
      malformed = true;
      answers.noMore(end(message.fault()));
    } else if (reply == null) {
      message.close();
    } else {
      start(parsed, message, reply);
      answers.ask();
    }
  }

  /** As gRPC's C++ servers have it, bytes that are no request just end the requests. */
  private static Status end(Status fault) {
    return fault.getCode() == Status.Code.RESOURCE_EXHAUSTED ? fault : Status.OK;
  }

  private void start(T parsed, Received<T> message, StreamReply reply) {
    try {
      answers.started(reply, dialect.start(parsed, deadline.ns(), message::close, reply));
    } catch (RuntimeException | Error e) {
      message.close();
      reply.refuse(dialect.refusal(e, parsed));
    }
  }

  @Override
  public void onReady() {
    answers.pass();
  }

  @Override
  public void onHalfClose() {
    answers.noMore();
  }

  @Override
  public void onComplete() {
    answers.abandon(deadline.reason());
  }

  @Override
  public void onCancel() {
    answers.abandon(deadline.reason());
  }
}
