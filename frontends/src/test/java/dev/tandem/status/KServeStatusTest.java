package dev.tandem.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KServeStatusTest {
  private static final Set<Reason> NAMING_THE_REQUEST =
      EnumSet.of(Reason.INVALID_TENSOR, Reason.QUEUE_FULL);

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST,    INVALID_ARGUMENT,   400",
    "MALFORMED_BODY,     INTERNAL,           500",
    "INVALID_TENSOR,     INVALID_ARGUMENT,   400",
    "MODEL_NOT_FOUND,    NOT_FOUND,          404",
    "VERSION_NOT_FOUND,  NOT_FOUND,          404",
    "NO_VERSION_READY,   NOT_FOUND,          404",
    "VERSION_NOT_READY,  UNAVAILABLE,        503",
    "ALREADY_EXISTS,     ALREADY_EXISTS,     400",
    "UNSUPPORTED,        UNIMPLEMENTED,      501",
    "QUEUE_FULL,         UNAVAILABLE,        503",
    "QUEUE_TIMEOUT,      UNAVAILABLE,        503",
    "DEADLINE_EXCEEDED,  DEADLINE_EXCEEDED,  504",
    "CANCELLED,          CANCELLED,          400",
    "OUT_OF_MEMORY,      RESOURCE_EXHAUSTED, 503",
    "EXECUTION_FAILED,   INTERNAL,           500",
    "STOPPING,           UNAVAILABLE,        503",
    "INTERNAL,           INTERNAL,           500"
  })
  void tellsEachReasonAsTritonDoes(Reason reason, io.grpc.Status.Code grpc, int http) {
    assertThat(KServeStatus.grpc(reason)).isEqualTo(grpc);
    assertThat(KServeStatus.http(reason)).isEqualTo(http);
  }

  @ParameterizedTest
  @EnumSource
  void namesTheRequestOnlyOnceItIsKnown(Reason reason) {
    ServingException failure = new ServingException(reason, "why");
    boolean names = NAMING_THE_REQUEST.contains(reason);

    assertThat(KServeStatus.text(failure, "r1")).isEqualTo(names ? "[request id: r1] why" : "why");
  }

  @Test
  void namesARequestWithoutAnId() {
    ServingException failure = new ServingException(Reason.INVALID_TENSOR, "why");

    assertThat(KServeStatus.text(failure, "")).isEqualTo("[request id: <id_unknown>] why");
  }
}
