package dev.tandem.tfserving.grpc;

import static dev.tandem.tfserving.grpc.ExampleMessages.classOf;
import static dev.tandem.tfserving.grpc.ExampleMessages.classify;
import static dev.tandem.tfserving.grpc.ExampleMessages.integer;
import static dev.tandem.tfserving.grpc.ExampleMessages.refusesCall;
import static dev.tandem.tfserving.grpc.ExampleMessages.regress;
import static dev.tandem.tfserving.grpc.ExampleMessages.spec;
import static dev.tandem.tfserving.grpc.ExampleMessages.x;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tfserving.Class;
import dev.tandem.proto.tfserving.ClassificationRequest;
import dev.tandem.proto.tfserving.ClassificationResponse;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import dev.tandem.proto.tfserving.Regression;
import dev.tandem.proto.tfserving.RegressionRequest;
import dev.tandem.proto.tfserving.RegressionResponse;
import dev.tandem.tfserving.inference.ExampleModels;
import dev.tandem.tfserving.wire.SignatureLookup;
import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classify and Regress through a real channel. */
class ExampleCallsTest {

  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeEngine engine =
      new FakeEngine(pool, Runnable::run)
          .serve(ExampleModels.halfPlusTwo("m", 3), ExampleModels.lengths("lengths", 1));
  private final GrpcServer server;
  private final PredictionServiceBlockingStub stub;

  ExampleCallsTest() throws IOException {
    server = new GrpcServer(engine, pool, false);
    stub = PredictionServiceGrpc.newBlockingStub(server.channel());
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void classifiesEachExampleInOrder() {
    ClassificationResponse response = stub.classify(classify("classify", x(0), x(5)));

    assertThat(response.getModelSpec())
        .isEqualTo(
            ModelSpec.newBuilder()
                .setName("m")
                .setSignatureName("classify")
                .setVersion(Int64Value.of(3))
                .build());
    assertThat(response.getResult().getClassificationsList())
        .extracting(row -> row.getClassesList())
        .containsExactly(
            List.of(classOf("low", 0), classOf("high", 1)),
            List.of(classOf("low", 5), classOf("high", 6)));
    assertThat(engine.requests()).hasSize(1);
    assertThat(engine.requests().get(0).outputs()).containsExactlyInAnyOrder("pair", "names");
  }

  @Test
  void classifiesByScoresOrClassesAlone() {
    assertThat(classes(stub.classify(classify("scores", x(5)))))
        .containsExactly(classOf("", 5), classOf("", 6));
    assertThat(classes(stub.classify(classify("classes", x(5)))))
        .containsExactly(classOf("low", 0), classOf("high", 0));
    assertThat(classes(stub.classify(classify("labelled", x(5)))))
        .containsExactly(classOf("no", 5), classOf("yés", 6));
  }

  @Test
  void regressesEachExampleInOrder() {
    RegressionResponse response = stub.regress(regress("regress", x(1), x(-4), x(5)));

    assertThat(response.getModelSpec().getSignatureName()).isEqualTo("regress");
    assertThat(response.getModelSpec().getVersion().getValue()).isEqualTo(3);
    assertThat(response.getResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(2.5f, 0f, 4.5f);
  }

  @Test
  void takesFeaturesThatExamplesLackFromTheContext() {
    RegressionRequest.Builder request =
        RegressionRequest.newBuilder().setModelSpec(spec("regress"));
    request
        .getInputBuilder()
        .getExampleListWithContextBuilder()
        .setContext(x(3))
        .addExamples(Example.getDefaultInstance())
        .addExamples(x(1));

    assertThat(stub.regress(request.build()).getResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(3.5f, 2.5f);
  }

  @Test
  void givesGraphsThatParseExamplesTheExamplesThemselves() {
    RegressionRequest.Builder request =
        RegressionRequest.newBuilder().setModelSpec(spec("regress").setName("lengths"));
    request
        .getInputBuilder()
        .getExampleListWithContextBuilder()
        .setContext(x(3))
        .addExamples(Example.getDefaultInstance())
        .addExamples(x(1));

    float length = x(3).getSerializedSize();
    assertThat(stub.regress(request.build()).getResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(length, 2 * length);
  }

  @Test
  void predictsOnExamplesInATensor() {
    PredictResponse response =
        stub.predict(predict(x(1).toByteString(), ByteString.EMPTY.concat(x(5).toByteString())));

    assertThat(response.getOutputsOrThrow("outputs").getFloatValList()).containsExactly(2.5f, 4.5f);
    assertThat(response.getModelSpec().getSignatureName()).isEqualTo("regress");
  }

  @Test
  void refusesStringsThatAreNoExamples() {
    refusesCall(
        () -> stub.predict(predict(x(1).toByteString(), ByteString.copyFromUtf8("é"))),
        Status.Code.INVALID_ARGUMENT,
        "Could not parse example input, value: 'é'");
    refusesCall(
        () -> stub.predict(predict(ByteString.EMPTY)),
        Status.Code.INVALID_ARGUMENT,
        "Name: <unknown>, Feature: x (data type: float) is required but could not be found.");
    refusesCall(() -> stub.predict(predict()), Status.Code.INVALID_ARGUMENT, "Input is empty.");
    refusesCall(
        () ->
            stub.predict(
                predict().toBuilder()
                    .putInputs(
                        "inputs", TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).build())
                    .build()),
        Status.Code.INVALID_ARGUMENT,
        "Expects arg[0] to be string but float is provided");
    TensorProto.Builder many = TensorProto.newBuilder().setDtype(DataType.DT_STRING);
    many.getTensorShapeBuilder().addDimBuilder().setSize(100_000_000);
    refusesCall(
        () -> stub.predict(predict().toBuilder().putInputs("inputs", many.build()).build()),
        Status.Code.RESOURCE_EXHAUSTED,
        "tensor \"inputs\" takes the request's tensors beyond 1048576 bytes");
  }

  private static PredictRequest predict(ByteString... examples) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_STRING);
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(examples.length);
    return PredictRequest.newBuilder()
        .setModelSpec(spec("regress"))
        .putInputs("inputs", tensor.addAllStringVal(List.of(examples)).build())
        .build();
  }

  @Test
  void refusesRequestsInOrder() {
    refuses(ClassificationRequest.getDefaultInstance(), "Missing ModelSpec");
    refuses(
        ClassificationRequest.newBuilder().setModelSpec(ModelSpec.getDefaultInstance()).build(),
        "ModelSpec has no name specified.");
    refusesCall(
        () ->
            stub.classify(
                ClassificationRequest.newBuilder().setModelSpec(spec("x").setName("foo")).build()),
        Status.Code.NOT_FOUND,
        "Servable not found for request: Latest(foo)");
    refuses(classify("x"), "No signature was found with the name: x");
    refuses(classify(""), "No classification inputs found in SignatureDef: inputs {");
    refuses(classify("scores"), "Input is empty.");
    refuses(
        classify("numbers", x(1)),
        "Expected classification signature outputs to contain at least one of \"classes\" or"
            + " \"scores\". Signature was: inputs {");
    refuses(
        classify("scores", Example.getDefaultInstance()),
        "Name: <unknown>, Feature: x (data type: float) is required but could not be found.");
    refuses(
        classify("scores", x(1), integer(2)),
        "Name: <unknown>, Key: x, Index: 1.  Data types don't match. Expected type: float, Actual"
            + " type: int64");
    refuses(
        classify("scores", x(1, 2)),
        "Name: <unknown>, Key: x, Index: 0.  Number of float values != expected.  values size: 2"
            + " but output shape: [1]");
  }

  @Test
  void refusesRegressRequests() {
    refuses(regress(""), "No regression inputs found in SignatureDef: inputs {");
    refuses(regress("classify", x(1)), "Expected one output Tensor.");
    refuses(regress("scores", x(1)), "No regression outputs found in SignatureDef: inputs {");
    refuses(regress("numbers", x(1)), "Expects arg[0] to be float but string is provided");
    refuses(regress("regress"), "Input is empty.");
    RegressionRequest.Builder onlyContext =
        RegressionRequest.newBuilder().setModelSpec(spec("regress"));
    onlyContext.getInputBuilder().getExampleListWithContextBuilder().setContext(x(1));
    refuses(onlyContext.build(), "Input is empty.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wide | Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got"
            + " [1,2]",
        "names | Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got"
            + " [1,2]",
      })
  void refusesOutputsThatAreNoRegressions(String signature, String text) {
    refuses(regress(signature, x(1)), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "narrow | Tensors class and score should match in dim_size(1). Got 2 vs. 1",
        "untyped | Expected scores Tensor of DT_FLOAT. Got: DT_STRING",
      })
  void refusesOutputsThatAreNoClassifications(String signature, String text) {
    refuses(classify(signature, x(1)), text);
  }

  @Test
  void refusesSignaturesOfOtherMethodsWhereToldTo() throws IOException {
    try (GrpcServer strict = new GrpcServer(engine, pool, new SignatureLookup(true), false)) {
      PredictionServiceBlockingStub calls = PredictionServiceGrpc.newBlockingStub(strict.channel());

      refusesCall(
          () -> calls.classify(classify("regress", x(1))),
          Status.Code.INVALID_ARGUMENT,
          "Expected classification signature method_name to be tensorflow/serving/classify. Was:"
              + " tensorflow/serving/regress");
      refusesCall(
          () -> calls.regress(regress("classify", x(1))),
          Status.Code.INVALID_ARGUMENT,
          "Expected regression signature method_name to be tensorflow/serving/regress. Was:"
              + " tensorflow/serving/classify");
    }
  }

  @Test
  void refusesExamplesThatTakeMoreMemoryThanARequestMay() {
    RegressionRequest.Builder request = RegressionRequest.newBuilder();
    request.setModelSpec(spec("regress").setName("lengths"));
    Feature.Builder long1 = Feature.newBuilder();
    long1.getBytesListBuilder().addValue(ByteString.copyFrom(new byte[1 << 16]));
    Example.Builder context = Example.newBuilder();
    context.getFeaturesBuilder().putFeature("a", long1.build());
    request.getInputBuilder().getExampleListWithContextBuilder().setContext(context);
    for (int i = 0; i < 20; i++) {
      request
          .getInputBuilder()
          .getExampleListWithContextBuilder()
          .addExamples(Example.getDefaultInstance());
    }

    refusesCall(
        () -> stub.regress(request.build()),
        Status.Code.RESOURCE_EXHAUSTED,
        "tensor \"serialized\" takes the request's tensors beyond "
            + 16 * request.build().getSerializedSize()
            + " bytes");
  }

  @Test
  void passesTheEnginesFailuresOn() {
    engine.failWith(new ServingException(Reason.DEADLINE_EXCEEDED, "late"));

    refusesCall(
        () -> stub.classify(classify("scores", x(1))),
        Status.Code.DEADLINE_EXCEEDED,
        "Timed out waiting for notification");
  }

  @Test
  void refusesModelsThatGiveManyAnswers() {
    engine.serve(
        ExampleModels.halfPlusTwo("many", 1)
            .withConfig(ModelConfig.EMPTY.withTransactionPolicy(new TransactionPolicy(true))));

    refusesCall(
        () ->
            stub.regress(
                RegressionRequest.newBuilder()
                    .setModelSpec(spec("regress").setName("many"))
                    .build()),
        Status.Code.UNIMPLEMENTED,
        "Regress gives one answer, but model many may give any number (decoupled)");
  }

  private void refuses(ClassificationRequest request, String text) {
    refusesCall(() -> stub.classify(request), Status.Code.INVALID_ARGUMENT, text);
  }

  private void refuses(RegressionRequest request, String text) {
    refusesCall(() -> stub.regress(request), Status.Code.INVALID_ARGUMENT, text);
  }

  private static List<Class> classes(ClassificationResponse response) {
    return response.getResult().getClassifications(0).getClassesList();
  }
}
