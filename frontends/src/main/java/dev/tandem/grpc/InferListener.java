package dev.tandem.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.tensor.ByteBudget;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One call from its first message to its end. gRPC calls this on one thread at a time; the answer
 * may come on another, and nothing but the answer touches the call from then on.
 */
final class InferListener<T> extends ServerCall.Listener<Received<T>> {
  private static final Status MALFORMED =
      Status.INTERNAL.withDescription("Unable to parse request");
  private static final Status TOO_MANY = Status.INTERNAL.withDescription("Too many requests");
  private static final Status NO_REQUEST =
      Status.INTERNAL.withDescription("Half-closed without a request");

  private final InferDialect<T> dialect;
  private final UnaryAnswer answer;
  private final CallDeadline deadline;
  private @Nullable Received<T> request;
  private @Nullable InferCall inference;
  private boolean over;

  InferListener(
      InferDialect<T> dialect,
      ServerCall<Received<T>, OutgoingStream> call,
      CallDeadline deadline,
      ByteBudget unread) {
    this.dialect = dialect;
    this.answer = new UnaryAnswer(call, unread);
    this.deadline = deadline;
  }

  @Override
  public void onMessage(Received<T> message) {
    if (over) {
      message.close();
    } else if (message.message() == null) {
      end(MALFORMED);
    } else if (request != null) {
      message.close();
      end(TOO_MANY);
    } else {
      request = message;
    }
  }

  @Override
  public void onHalfClose() {
    if (over) {
      return;
    }
    Received<T> received = request;
    T message = received == null ? null : received.message();
    if (received == null || message == null) {
      end(NO_REQUEST);
      return;
    }
    over = true;
    request = null;
    try {
      inference = dialect.start(message, deadline.ns(), received::close, answer);
    } catch (RuntimeException e) {
      received.close();
      answer.refuse(dialect.refusal(e, message));
    }
  }

  @Override
  public void onComplete() {
    answer.over();
  }

  @Override
  public void onCancel() {
    over = true;
    answer.over();
    closeRequest();
    if (inference != null) {
      inference.cancel(deadline.reason());
    }
  }

  private void end(Status status) {
    over = true;
    closeRequest();
    answer.refuse(status);
  }

  private void closeRequest() {
    Received<T> unread = request;
    request = null;
    if (unread != null) {
      unread.close();
    }
  }
}
