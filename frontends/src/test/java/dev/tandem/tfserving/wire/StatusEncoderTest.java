package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.Code;
import dev.tandem.proto.tfserving.ModelVersionStatus;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusEncoderTest {
  private final FakeEngine engine = new FakeEngine(new NativePool(0), Runnable::run);

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, '', START, OK, ''",
    "LOADING, '', LOADING, OK, ''",
    "READY, '', AVAILABLE, OK, ''",
    "UNLOADING, '', UNLOADING, OK, ''",
    "UNAVAILABLE, '', END, OK, ''",
    "UNAVAILABLE, unloaded, END, OK, ''",
  })
  void tellsWhereAVersionStands(
      ModelState state,
      String reason,
      ModelVersionStatus.State expectedState,
      Code expectedCode,
      String expectedMessage) {
    engine.list("m", 5, state, reason);

    ModelVersionStatus status = versions(ServableRequest.latest("m")).get(0);

    assertThat(status.getVersion()).isEqualTo(5);
    assertThat(status.getState()).isEqualTo(expectedState);
    assertThat(status.getStatus().getErrorCode()).isEqualTo(expectedCode);
    assertThat(status.getStatus().getErrorMessage()).isEqualTo(expectedMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "LOAD_FAILED, UNKNOWN",
    "NOT_IN_REPOSITORY, UNKNOWN",
    "INVALID_REQUEST, INVALID_ARGUMENT",
    "OUT_OF_MEMORY, RESOURCE_EXHAUSTED",
  })
  void tellsWhyAVersionFailed(Reason reason, Code expectedCode) {
    engine.listFailed("m", 5, reason, "no model.onnx");

    ModelVersionStatus status = versions(ServableRequest.latest("m")).get(0);

    assertThat(status.getState()).isEqualTo(ModelVersionStatus.State.END);
    assertThat(status.getStatus().getErrorCode()).isEqualTo(expectedCode);
    assertThat(status.getStatus().getErrorMessage()).isEqualTo("no model.onnx");
  }

  @Test
  void listsHighestVersionFirst() {
    engine.serve(
        FakeModels.halfPlusTwo("m", 2),
        FakeModels.halfPlusTwo("m", 10),
        FakeModels.halfPlusTwo("o", 7));
    engine.list("m", 3, ModelState.UNAVAILABLE, "unloaded");

    assertThat(versions(ServableRequest.latest("m")))
        .extracting(ModelVersionStatus::getVersion)
        .containsExactly(10L, 3L, 2L);
  }

  @Test
  void listsOneVersionWhereOneIsAskedFor() {
    engine.serve(FakeModels.halfPlusTwo("m", 0), FakeModels.halfPlusTwo("m", 10));

    assertThat(versions(ServableRequest.specific("m", 0)))
        .extracting(ModelVersionStatus::getVersion)
        .containsExactly(0L);
  }

  @Test
  void ignoresLabels() {
    engine.serve(FakeModels.halfPlusTwo("m", 1), FakeModels.halfPlusTwo("m", 2));

    assertThat(versions(ServableRequest.labelled("m", "bogus"))).hasSize(2);
  }

  @Test
  void refusesUnknownModelsAndVersions() {
    engine.serve(FakeModels.halfPlusTwo("m", 1));

    refuses(ServableRequest.latest("foo"), "Could not find any versions of model foo");
    refuses(ServableRequest.specific("m", 9), "Could not find version 9 of model m");
    refuses(ServableRequest.specific("foo", 9), "Could not find version 9 of model foo");
  }

  private List<ModelVersionStatus> versions(ServableRequest request) {
    return StatusEncoder.answer(request, engine).getModelVersionStatusList();
  }

  private void refuses(ServableRequest request, String text) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> versions(request))
        .withMessage(text)
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.NOT_FOUND);
  }
}
