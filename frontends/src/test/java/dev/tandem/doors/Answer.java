package dev.tandem.doors;

import io.grpc.Status;
import java.util.Map;

/** What a door answered: outputs by name, or a failure in the words of gRPC. */
record Answer(Status.Code code, Map<String, Values> outputs, String message) {
  static Answer outputs(Map<String, Values> outputs) {
    return new Answer(Status.Code.OK, outputs, "");
  }

  static Answer failure(Status.Code code, String message) {
    return new Answer(code, Map.of(), message);
  }

  /** What both REST dialects mean by the statuses that the table asks for. */
  static Answer httpFailure(int status, String body) {
    return switch (status) {
      case 400 -> failure(Status.Code.INVALID_ARGUMENT, body);
      case 404 -> failure(Status.Code.NOT_FOUND, body);
      case 501 -> failure(Status.Code.UNIMPLEMENTED, body);
      default -> failure(Status.Code.UNKNOWN, status + ": " + body);
    };
  }
}
