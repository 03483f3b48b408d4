package dev.tandem.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TfServingStatusTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST, INVALID_ARGUMENT, 400",
    "MALFORMED_BODY, INVALID_ARGUMENT, 400",
    "INVALID_TENSOR, INVALID_ARGUMENT, 400",
    "MODEL_NOT_FOUND, NOT_FOUND, 404",
    "VERSION_NOT_FOUND, NOT_FOUND, 404",
    "NO_VERSION_READY, NOT_FOUND, 404",
    "VERSION_NOT_READY, NOT_FOUND, 404",
    "ALREADY_EXISTS, ALREADY_EXISTS, 409",
    "UNSUPPORTED, UNIMPLEMENTED, 501",
    "QUEUE_FULL, UNAVAILABLE, 503",
    "QUEUE_TIMEOUT, RESOURCE_EXHAUSTED, 429",
    "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED, 504",
    "CANCELLED, CANCELLED, 499",
    "OUT_OF_MEMORY, RESOURCE_EXHAUSTED, 429",
    "EXECUTION_FAILED, INTERNAL, 500",
    "STOPPING, UNAVAILABLE, 503",
    "INTERNAL, INTERNAL, 500",
  })
  void answersEachReasonWithItsCodes(Reason reason, Status.Code code, int http) {
    assertThat(TfServingStatus.code(reason)).isEqualTo(code);
    assertThat(TfServingStatus.http(code)).isEqualTo(http);
  }

  @ParameterizedTest
  @CsvSource({
    "OK, 200",
    "FAILED_PRECONDITION, 400",
    "OUT_OF_RANGE, 400",
    "UNAUTHENTICATED, 401",
    "PERMISSION_DENIED, 403",
    "ABORTED, 409",
    "UNKNOWN, 500",
    "DATA_LOSS, 500",
  })
  void answersCodesThatNoReasonHas(Status.Code code, int http) {
    assertThat(TfServingStatus.http(code)).isEqualTo(http);
  }

  @ParameterizedTest
  @EnumSource
  void hasFailureCodesForFailuresOnly(Reason reason) {
    assertThat(TfServingStatus.http(TfServingStatus.code(reason))).isGreaterThanOrEqualTo(400);
  }

  @Test
  void leavesMessageOf1024BytesWhole() {
    String message = "x".repeat(1024);

    assertThat(TfServingStatus.grpc(Status.Code.INTERNAL, message).getDescription())
        .isEqualTo(message);
  }

  @Test
  void cutsMessageAfter1024Bytes() {
    assertThat(TfServingStatus.grpc(Status.Code.INTERNAL, "x".repeat(1025)).getDescription())
        .isEqualTo("x".repeat(1024) + "...TRUNCATED");
  }

  @Test
  void cutsMessageBetweenCharacters() {
    assertThat(TfServingStatus.grpc(Status.Code.INTERNAL, "x" + "é".repeat(600)).getDescription())
        .isEqualTo("x" + "é".repeat(511) + "...TRUNCATED");
  }
}
