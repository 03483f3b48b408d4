package dev.tandem.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.api.Reason;
import io.grpc.Status;

/** The codes of the TensorFlow Serving dialect. */
public final class TfServingStatus {
  private static final int MAX_MESSAGE_BYTES = 1024;
  private static final String CUT_MARK = "...TRUNCATED";

  private TfServingStatus() {}

  public static Status.Code code(Reason reason) {
    return switch (reason) {
      case INVALID_REQUEST, MALFORMED_BODY, INVALID_TENSOR, LABEL_NOT_FOUND, NO_SEQUENCE ->
          Status.Code.INVALID_ARGUMENT;
      case MODEL_NOT_FOUND, VERSION_NOT_FOUND, NO_VERSION_READY, VERSION_NOT_READY ->
          Status.Code.NOT_FOUND;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case PRECONDITION_FAILED -> Status.Code.FAILED_PRECONDITION;
      case NOT_IN_REPOSITORY, LOAD_FAILED -> Status.Code.UNKNOWN;
      case UNSUPPORTED -> Status.Code.UNIMPLEMENTED;
      case QUEUE_FULL, CONTROL_OFF, STOPPING -> Status.Code.UNAVAILABLE;
      case QUEUE_TIMEOUT, OUT_OF_MEMORY -> Status.Code.RESOURCE_EXHAUSTED;
      case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
      case CANCELLED -> Status.Code.CANCELLED;
      case SHARED_MEMORY_FAILED, EXECUTION_FAILED, INTERNAL -> Status.Code.INTERNAL;
    };
  }

  /** The HTTP status of a REST answer with this outcome. */
  public static int http(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case CANCELLED -> 499;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
    };
  }

  /** The status of a gRPC answer, its message no longer than TensorFlow Serving lets one be. */
  public static Status grpc(Status.Code code, String message) {
    return code.toStatus().withDescription(cut(message));
  }

  private static String cut(String message) {
    byte[] bytes = message.getBytes(UTF_8);
    if (bytes.length <= MAX_MESSAGE_BYTES) {
      return message;
    }
    int end = MAX_MESSAGE_BYTES;
    while (isContinuation(bytes[end])) {
      end--;
    }
    return new String(bytes, 0, end, UTF_8) + CUT_MARK;
  }

  private static boolean isContinuation(byte utf8) {
    return (utf8 & 0xC0) == 0x80;
  }
}
