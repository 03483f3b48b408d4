package dev.tandem.status;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import io.grpc.Status;

/** Failures as Triton tells them. */
public final class KServeStatus {
  private KServeStatus() {}

  public static Status.Code grpc(Reason reason) {
    return switch (reason) {
      case INVALID_REQUEST, INVALID_TENSOR, NO_SEQUENCE, LOAD_FAILED ->
          Status.Code.INVALID_ARGUMENT;
      case MODEL_NOT_FOUND, VERSION_NOT_FOUND, LABEL_NOT_FOUND, NO_VERSION_READY ->
          Status.Code.NOT_FOUND;
      case VERSION_NOT_READY, CONTROL_OFF, QUEUE_FULL, QUEUE_TIMEOUT, STOPPING ->
          Status.Code.UNAVAILABLE;
      case PRECONDITION_FAILED -> Status.Code.FAILED_PRECONDITION;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case UNSUPPORTED -> Status.Code.UNIMPLEMENTED;
      case CANCELLED -> Status.Code.CANCELLED;
      case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
      case OUT_OF_MEMORY -> Status.Code.RESOURCE_EXHAUSTED;
      case MALFORMED_BODY, NOT_IN_REPOSITORY, SHARED_MEMORY_FAILED, EXECUTION_FAILED, INTERNAL ->
          Status.Code.INTERNAL;
    };
  }

  public static int http(Reason reason) {
    return switch (reason) {
      case INVALID_REQUEST,
          INVALID_TENSOR,
          NO_SEQUENCE,
          ALREADY_EXISTS,
          LOAD_FAILED,
          PRECONDITION_FAILED,
          CANCELLED ->
          400;
      case MODEL_NOT_FOUND, VERSION_NOT_FOUND, LABEL_NOT_FOUND, NO_VERSION_READY -> 404;
      case UNSUPPORTED -> 501;
      case VERSION_NOT_READY, CONTROL_OFF, QUEUE_FULL, QUEUE_TIMEOUT, STOPPING, OUT_OF_MEMORY ->
          503;
      case DEADLINE_EXCEEDED -> 504;
      case MALFORMED_BODY, NOT_IN_REPOSITORY, SHARED_MEMORY_FAILED, EXECUTION_FAILED, INTERNAL ->
          500;
    };
  }

  /**
   * The text for the caller; where a request was parsed but did not fit its model, it names the
   * request.
   */
  public static String text(ServingException failure, String requestId) {
    return switch (failure.reason()) {
      case INVALID_TENSOR, QUEUE_FULL ->
          "[request id: "
              + (requestId.isEmpty() ? "<id_unknown>" : requestId)
              + "] "
              + failure.text();
      case INVALID_REQUEST,
          MALFORMED_BODY,
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
          QUEUE_TIMEOUT,
          DEADLINE_EXCEEDED,
          CANCELLED,
          OUT_OF_MEMORY,
          SHARED_MEMORY_FAILED,
          EXECUTION_FAILED,
          STOPPING,
          INTERNAL ->
          failure.text();
    };
  }
}
