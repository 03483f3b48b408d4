package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.Cancellation;
import dev.tandem.status.KServeStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** One request, one answer: the message that is made, or the status that says why not. */
final class Unary {
  private Unary() {}

  static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    Cancellation.ignore(observer);
    T message;
    try {
      message = answer.get();
    } catch (ServingException e) {
      refuse(observer, e);
      return;
    }
    observer.onNext(message);
    observer.onCompleted();
  }

  static void refuse(StreamObserver<?> observer, ServingException failure) {
    refuse(observer, failure, "");
  }

  static void refuse(StreamObserver<?> observer, ServingException failure, String requestId) {
    observer.onError(status(failure, requestId));
  }

  private static StatusRuntimeException status(ServingException failure, String requestId) {
    return Status.fromCode(KServeStatus.grpc(failure.reason()))
        .withDescription(KServeStatus.text(failure, requestId))
        .asRuntimeException();
  }
}
