package dev.tandem.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.http.Abandonment;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One call from its first message to its end. gRPC calls this on one thread at a time; the answer
 * may come on another, and nothing but the answer touches the call from then on.
 */
final class InferListener<T> extends ServerCall.Listener<Received<T>> {
  private static final Status TOO_MANY = Status.INTERNAL.withDescription("Too many requests");
  private static final Status NO_REQUEST =
      Status.INTERNAL.withDescription("Half-closed without a request");

  private final InferDialect<T> dialect;
  private final UnaryAnswer answer;
  private final CallDeadline deadline;
  private final Executor workers;
  private @Nullable Received<T> request;
  private @Nullable InferCall inference;
  private boolean over;

  InferListener(
      InferDialect<T> dialect,
      ServerCall<Received<T>, OutgoingStream> call,
      CallDeadline deadline,
      CallResources resources) {
    this.dialect = dialect;
    this.answer = new UnaryAnswer(call, resources.unread());
    this.deadline = deadline;
    this.workers = resources.workers();
  }

  @Override
  public void onMessage(Received<T> message) {
    if (over) {
      message.close();
    } else if (message.message() == null) {
      end(message.fault());
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
      inference = dialect.start(message, deadline.ns(), received::close, answer, true);
    } catch (RuntimeException | Error e) {
      if (dialect.needsWorker(e)) {
        startOnWorker(received, message);
      } else {
        refuse(received, message, e);
      }
    }
  }

  private void startOnWorker(Received<T> received, T message) {
    Abandonment abandonment = new Abandonment();
    inference = abandonment::abandon;
    try {
      workers.execute(() -> startLate(received, message, abandonment));
    } catch (RejectedExecutionException e) {
      refuse(received, message, e);
    }
  }

  private void startLate(Received<T> received, T message, Abandonment abandonment) {
    try {
      abandonment.submitted(dialect.start(message, deadline.ns(), received::close, answer, false));
    } catch (RuntimeException | Error e) {
      refuse(received, message, e);
    }
  }

  private void refuse(Received<T> received, T message, Throwable thrown) {
    received.close();
    answer.refuse(dialect.refusal(thrown, message));
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
