package dev.tandem.tfserving.grpc;

import dev.tandem.status.StageFailure;
import dev.tandem.status.TfServingStatus;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the one answer to a call: a message, or the status that stands for what went wrong. */
final class Answers {
  private static final Logger logger = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  /** Answers with what {@code answer} gives or throws. */
  static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    T message;
    try {
      message = answer.get();
    } catch (RuntimeException e) {
      observer.onError(refusal(e).asRuntimeException());
      return;
    }
    observer.onNext(message);
    observer.onCompleted();
  }

  /** Answers with what {@code answer} gives once {@code action} is done. */
  static <T> void answerAfter(
      StreamObserver<T> observer, Supplier<CompletionStage<Void>> action, Supplier<T> answer) {
    CompletionStage<Void> begun;
    try {
      begun = action.get();
    } catch (RuntimeException e) {
      begun = CompletableFuture.failedFuture(e);
    }
    begun.whenComplete(
        (done, failure) ->
            answer(
                observer,
                () -> {
                  if (failure != null) {
                    throw asUnchecked(StageFailure.cause(failure));
                  }
                  return answer.get();
                }));
  }

  private static RuntimeException asUnchecked(Throwable cause) {
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(cause);
  }

  static Status status(TfServingException refusal) {
    return TfServingStatus.grpc(refusal.code(), refusal.text());
  }

  /** The status for what was thrown: a refusal, or else a fault of ours. */
  static Status refusal(Throwable thrown) {
    return thrown instanceof TfServingException refusal ? status(refusal) : fault(thrown);
  }

  private static Status fault(Throwable fault) {
    logger.warn("a TensorFlow Serving call failed", fault);
    return TfServingStatus.grpc(Status.Code.INTERNAL, String.valueOf(fault.getMessage()));
  }
}
