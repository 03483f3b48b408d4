package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.Cancellation;
import dev.tandem.status.KServeStatus;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request, one answer: the message that is made, or the status that says why not. */
final class Unary {
  private static final Logger logger = LoggerFactory.getLogger(Unary.class);

  private Unary() {}

  static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    Cancellation.ignore(observer);
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
