package dev.tandem.tfserving.grpc;

import static dev.tandem.tfserving.grpc.ExampleMessages.classOf;
import static dev.tandem.tfserving.grpc.ExampleMessages.input;
import static dev.tandem.tfserving.grpc.ExampleMessages.multi;
import static dev.tandem.tfserving.grpc.ExampleMessages.refusesCall;
import static dev.tandem.tfserving.grpc.ExampleMessages.spec;
import static dev.tandem.tfserving.grpc.ExampleMessages.task;
import static dev.tandem.tfserving.grpc.ExampleMessages.x;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int64Value;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.proto.tfserving.InferenceTask;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.MultiInferenceRequest;
import dev.tandem.proto.tfserving.MultiInferenceResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import dev.tandem.proto.tfserving.Regression;
import dev.tandem.tfserving.inference.ExampleModels;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** MultiInference through a real channel. */
class MultiInferenceTest {
  private static final String CLASSIFY = "tensorflow/serving/classify";
  private static final String REGRESS = "tensorflow/serving/regress";

  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeEngine engine =
      new FakeEngine(pool, Runnable::run)
          .serve(ExampleModels.halfPlusTwo("m", 3), ExampleModels.lengths("lengths", 1));
  private final GrpcServer server;
  private final PredictionServiceBlockingStub stub;

  MultiInferenceTest() throws IOException {
    server = new GrpcServer(engine, pool, false);
    stub = PredictionServiceGrpc.newBlockingStub(server.channel());
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void answersAllTasksWithOneRun() {
    MultiInferenceResponse response =
        stub.multiInference(
            multi(task("regress", REGRESS), task("classify", CLASSIFY)).toBuilder()
                .setInput(input(x(1), x(5)))
                .build());

    assertThat(engine.requests()).hasSize(1);
    assertThat(response.getResults(0).getModelSpec().getSignatureName()).isEqualTo("regress");
    assertThat(response.getResults(0).getRegressionResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(2.5f, 4.5f);
    assertThat(response.getResults(1).getModelSpec())
        .isEqualTo(
            ModelSpec.newBuilder()
                .setName("m")
                .setSignatureName("classify")
                .setVersion(Int64Value.of(3))
                .build());
    assertThat(response.getResults(1).getClassificationResult().getClassifications(1).getClasses(0))
        .isEqualTo(classOf("low", 5));
    assertThat(response.getResultsCount()).isEqualTo(2);
  }

  @Test
  void runsOnlyForTheOutputsThatTasksNeed() {
    MultiInferenceResponse unused =
        stub.multiInference(
            multi(task("regress", REGRESS), task("scores", CLASSIFY)).toBuilder()
                .setInput(input(x(1)))
                .build());

    assertThat(engine.requests().get(0).outputs()).containsExactly("value", "pair");
  }

  @Test
  void refusesMultiInferenceRequests() {
    refuses(multi(), Status.Code.INVALID_ARGUMENT, "ModelSpec has no name specified.");
    refuses(
        multi(task("regress", REGRESS), InferenceTask.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "Found ModelSpec with an empty model name.");
    refuses(
        multi(
            task("regress", REGRESS),
            InferenceTask.newBuilder().setModelSpec(spec("x").setName("other")).build()),
        Status.Code.INVALID_ARGUMENT,
        "All ModelSpecs in a MultiInferenceRequest must access the same model name.");
    refuses(
        multi(task("regress", REGRESS), task("regress", REGRESS)),
        Status.Code.INVALID_ARGUMENT,
        "Duplicate evaluation of signature: regress");
    refuses(
        multi(task("x", REGRESS)),
        Status.Code.INVALID_ARGUMENT,
        "Requested signature not found in model graph: x");
    refuses(
        multi(task("x", "no method")),
        Status.Code.INVALID_ARGUMENT,
        "Requested signature not found in model graph: x");
    refuses(
        multi(task("regress", "tensorflow/serving/predict")),
        Status.Code.UNIMPLEMENTED,
        "Unsupported signature method_name: tensorflow/serving/predict");
    refuses(
        multi(task("regress", REGRESS), task("numbers", REGRESS)),
        Status.Code.INVALID_ARGUMENT,
        "Signatures regress and numbers fill the model's inputs differently, so that one run cannot"
            + " answer both.");
    refuses(multi(task("regress", REGRESS)), Status.Code.INVALID_ARGUMENT, "Input is empty.");
  }

  private void refuses(MultiInferenceRequest request, Status.Code code, String text) {
    refusesCall(() -> stub.multiInference(request), code, text);
  }
}
