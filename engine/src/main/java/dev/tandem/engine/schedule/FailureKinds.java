package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.stats.FailureKind;

/** Among which failures a request is counted that was not answered as asked. */
public final class FailureKinds {
  private FailureKinds() {}

  public static FailureKind of(Reason reason) {
    return switch (reason) {
      case QUEUE_TIMEOUT -> FailureKind.REJECTED;
      case CANCELLED, DEADLINE_EXCEEDED -> FailureKind.CANCELED;
      case EXECUTION_FAILED, OUT_OF_MEMORY -> FailureKind.BACKEND;
      case INVALID_REQUEST,
          MALFORMED_BODY,
          INVALID_TENSOR,
          MODEL_NOT_FOUND,
          VERSION_NOT_FOUND,
          NO_VERSION_READY,
          VERSION_NOT_READY,
          LABEL_NOT_FOUND,
          NO_SEQUENCE,
          ALREADY_EXISTS,
          CONTROL_OFF,
          NOT_IN_REPOSITORY,
          LOAD_FAILED,
          PRECONDITION_FAILED,
          UNSUPPORTED,
          QUEUE_FULL,
          STOPPING,
          SHARED_MEMORY_FAILED,
          INTERNAL ->
          FailureKind.OTHER;
    };
  }
}
