package dev.tandem.tfserving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.Code;
import dev.tandem.proto.tfserving.ModelConfig;
import dev.tandem.proto.tfserving.ModelConfigList;
import dev.tandem.proto.tfserving.ModelServerConfig;
import dev.tandem.proto.tfserving.ModelServiceGrpc;
import dev.tandem.proto.tfserving.ReloadConfigRequest;
import dev.tandem.proto.tfserving.ReloadConfigResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HandleReloadConfigRequest over a real connection. */
class ReloadConfigTest {
  private final NativePool pool = new NativePool(0);
  private final FakeEngine engine = new FakeEngine(pool, Runnable::run);
  private final GrpcServer server;

  ReloadConfigTest() throws IOException {
    server = new GrpcServer(engine, pool, false);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void servesTheModelsOfTheList() {
    ReloadConfigResponse response = reload("m", "n");

    assertThat(response.getStatus().getErrorCode()).isEqualTo(Code.OK);
    assertThat(response.hasStatus()).isTrue();
    assertThat(engine.control().asked())
        .containsExactly(
            List.of(
                new BasePathModel("m", Path.of("/m"), VersionPolicy.DEFAULT, Map.of()),
                new BasePathModel("n", Path.of("/n"), VersionPolicy.DEFAULT, Map.of())));
  }

  @Test
  void servesNoModelWhereTheListIsEmpty() {
    reload();

    assertThat(engine.control().asked()).containsExactly(List.of());
  }

  @Test
  void saysThatMetricsHaveNotRisen() {
    ReloadConfigResponse response =
        stub()
            .handleReloadConfigRequest(
                ReloadConfigRequest.newBuilder()
                    .setConfig(config())
                    .addMetricNames("/tensorflow/a")
                    .build());

    assertThat(response.getMetric(0).getName()).isEqualTo("/tensorflow/a");
    assertThat(response.getMetric(0).hasInt64ValueIncrease()).isTrue();
  }

  @Test
  void changesNothingWhereTheListIsNotInOrder() {
    refuses(
        Status.Code.INVALID_ARGUMENT,
        "Illegal to list model m multiple times in config list",
        "m",
        "m");

    assertThat(engine.control().asked()).isEmpty();
  }

  @Test
  void tellsWhyTheEngineRefusesTheList() {
    String text =
        "Request to assign label to version 2 of model m, which is not currently available for"
            + " inference";
    engine.control().failWith(new ServingException(Reason.PRECONDITION_FAILED, text));

    refuses(Status.Code.FAILED_PRECONDITION, text, "m");
  }

  @Test
  void tellsWhichNewModelsDidNotComeUp() {
    engine.listFailed("m", 1, Reason.LOAD_FAILED, "no model.onnx");
    engine.listFailed("n", 2, Reason.INVALID_REQUEST, "odd");
    engine.listFailed("up", 7, Reason.LOAD_FAILED, "broken");
    engine.serve(FakeModels.halfPlusTwo("up", 6));
    engine.list("empty", 1, ModelState.UNAVAILABLE, "unloaded");

    refuses(
        Status.Code.UNKNOWN,
        "2 model(s) did not become available: {{{name: m version: 1} due to error: UNKNOWN: no"
            + " model.onnx}, {{name: n version: 2} due to error: INVALID_ARGUMENT: odd}, }",
        "m",
        "n",
        "up",
        "empty");
  }

  @Test
  void doesNotWaitForModelsThatWereListedBefore() {
    reload("m");
    engine.listFailed("m", 2, Reason.LOAD_FAILED, "no model.onnx");

    assertThat(reload("m").getStatus().getErrorCode()).isEqualTo(Code.OK);
  }

  private ModelServiceGrpc.ModelServiceBlockingStub stub() {
    return ModelServiceGrpc.newBlockingStub(server.channel());
  }

  private ReloadConfigResponse reload(String... models) {
    return stub()
        .handleReloadConfigRequest(
            ReloadConfigRequest.newBuilder().setConfig(config(models)).build());
  }

  private void refuses(Status.Code code, String text, String... models) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> reload(models))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getStatus().getDescription()).isEqualTo(text));
  }

  private static ModelServerConfig config(String... models) {
    ModelConfigList.Builder list = ModelConfigList.newBuilder();
    for (String model : models) {
      list.addConfig(
          ModelConfig.newBuilder()
              .setName(model)
              .setBasePath("/" + model)
              .setModelPlatform("tensorflow"));
    }
    return ModelServerConfig.newBuilder().setModelConfigList(list).build();
  }
}
