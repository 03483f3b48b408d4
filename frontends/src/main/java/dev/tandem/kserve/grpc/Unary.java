package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.Cancellation;
import dev.tandem.status.KServeStatus;
import dev.tandem.status.StageFailure;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request, one answer: the message that is made, or the status that says why not. */
final class Unary {
  private static final Logger logger = LoggerFactory.getLogger(Unary.class);

  private Unary() {}

  static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    Cancellation.ignore(observer);
    send(observer, answer);
  }

  private static <T> void send(StreamObserver<T> observer, Supplier<T> answer) {
    T message;
    try {
      message = answer.get();
    } catch (ServingException e) {
      refuse(observer, e);
      return;
    } catch (RuntimeException e) {
      observer.onError(fault(e).asRuntimeException());
      return;
    }
    observer.onNext(message);
    observer.onCompleted();
  }

  /** Answers with {@code message} once {@code action} is done, on the thread that ends it. */
  static <T> void answerAfter(
      StreamObserver<T> observer, T message, Supplier<CompletionStage<Void>> action) {
    Cancellation.ignore(observer);
    CompletionStage<Void> begun;
    try {
      begun = action.get();
    } catch (RuntimeException e) {
      begun = CompletableFuture.failedFuture(e);
    }
    begun.whenComplete(
        (done, failure) ->
            send(
                observer,
                () -> {
                  if (failure != null) {
                    throw asUnchecked(failure);
                  }
                  return message;
                }));
  }

  private static RuntimeException asUnchecked(Throwable failure) {
    Throwable cause = StageFailure.cause(failure);
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(cause);
  }

  static void refuse(StreamObserver<?> observer, ServingException failure) {
    observer.onError(status(failure, "").asRuntimeException());
  }

  /** The status for a fault of ours, which must not leave the client waiting. */
  static Status fault(Throwable fault) {
    logger.warn("a KServe call could not be answered", fault);
    Reason reason = fault instanceof OutOfMemoryError ? Reason.OUT_OF_MEMORY : Reason.INTERNAL;
    return status(new ServingException(reason, "internal error: " + fault, fault), "");
  }

  static Status status(ServingException failure, String requestId) {
    return Status.fromCode(KServeStatus.grpc(failure.reason()))
        .withDescription(KServeStatus.text(failure, requestId));
  }
}
