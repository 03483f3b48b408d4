package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.tfserving.example.SerializedExamples;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureParts;
import dev.tandem.tfserving.signature.SignatureTensor;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictDecoderTest {
  private final NativePool pool = new NativePool(1 << 20, true);
  private final InputMemory memory = new InputMemory(pool, 1 << 16);
  private final PredictDecoder decoder = new PredictDecoder(SerializedExamples::inputs);

  @AfterEach
  void takesNoMemoryForWhatItRefuses() {
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void namesInputsAsTheModelDoes() {
    FakeModel model = model(List.of(spec("x:0", Shape.of(-1)), spec("b", Shape.of(-1))));

    InferRequest request =
        decode(model, predict().putInputs("b", floats(1)).putInputs("x", floats(2, 3)).build());

    assertThat(request.inputs()).extracting(tensor -> tensor.name()).containsExactly("b", "x:0");
    assertThat(request.inputs())
        .extracting(tensor -> tensor.shape())
        .containsExactly(Shape.of(1), Shape.of(2));
    assertThat(request.inputs()).allMatch(tensor -> tensor.bytes().isOneNativeRun());
    assertThat(request.inputs().get(1).bytes().run(0).asFloatBuffer().get(1)).isEqualTo(3);
    request.release().run();
  }

  @Test
  void acceptsTheModelsOwnNames() {
    FakeModel model = model(List.of(spec("x:0", Shape.of(-1))));

    InferRequest request = decode(model, predict().putInputs("x:0", floats(2)).build());

    assertThat(request.inputs()).extracting(tensor -> tensor.name()).containsExactly("x:0");
    request.release().run();
  }

  @Test
  void takesANameThatIsAnAliasForThatInputAlone() {
    FakeModel model = model(List.of(spec("b", Shape.of(-1)), spec("c", Shape.of(-1))));
    Signature crossed =
        SignatureParts.of(
                Signature.DEFAULT_NAME,
                Signature.PREDICT_METHOD,
                List.of(
                    SignatureTensor.of("a", spec("b", Shape.of(-1)), false),
                    SignatureTensor.of("b", spec("c", Shape.of(-1)), false)),
                List.of())
            .signature(List.of());

    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(
            () ->
                decoder.decode(
                    WireMessages.predict(
                        predict().putInputs("b", floats(1)).putInputs("bogus", floats(1)).build()),
                    model,
                    crossed,
                    RequestOptions.NONE,
                    memory,
                    () -> {}))
        .withMessageContaining("Signature input alias: a(feed name: ");
  }

  @Test
  void refusesMoreNamesThanAreKept() {
    PredictRequest.Builder request = predict();
    for (int i = 0; i <= 1 << 14; i++) {
      request.putInputs("x" + i, TensorProto.getDefaultInstance());
    }

    refuses(
        model(List.of(spec("x", Shape.of(-1)))),
        request,
        "The request names more than 16384 inputs or outputs");
  }

  @Test
  void asksForOutputsByTheModelsNames() {
    FakeModel model = model(List.of(spec("x", Shape.of(-1))));

    InferRequest request =
        decode(model, predict().putInputs("x", floats(2)).addOutputFilter("out0").build());

    assertThat(request.outputs()).containsExactly("out0:0");
    request.release().run();
  }

  @Test
  void letsOptionalInputsOut() {
    FakeModel model =
        model(List.of(spec("a", Shape.of(-1)), spec("b", Shape.of(-1)), spec("c", Shape.of(-1))));
    FakeModel optional = withOptional(model, "b");

    InferRequest request =
        decode(optional, predict().putInputs("a", floats(1)).putInputs("c", floats(1)).build());

    assertThat(request.inputs()).extracting(tensor -> tensor.name()).containsExactly("a", "c");
    request.release().run();
  }

  @Test
  void refusesOtherNumberOfInputs() {
    FakeModel one = model(List.of(spec("x", Shape.of(-1))));
    FakeModel three =
        model(List.of(spec("a", Shape.of(-1)), spec("b", Shape.of(-1)), spec("c", Shape.of(-1))));

    refuses(
        one,
        predict(),
        "input size does not match signature: 0!=1 len({}) != len({x})."
            + " Sent extra: {}. Missing but required: {x}.");
    refuses(
        three,
        predict().putInputs("z", floats(1)).putInputs("b", floats(1)),
        "input size does not match signature: 2!=3 len({b,z}) != len({a,b,c})."
            + " Sent extra: {z}. Missing but required: {a,c}.");
    refuses(
        one,
        predict().putInputs("x", floats(1)).putInputs("a", floats(1)),
        "input size does not match signature: 2!=1 len({a,x}) != len({x})."
            + " Sent extra: {a}. Missing but required: {}.");
  }

  @Test
  void refusesUnknownAliasInPlaceOfAnother() {
    refuses(
        model(List.of(spec("x", Shape.of(-1)))),
        predict().putInputs("images", floats(1)),
        "Signature input alias: x(feed name: x:0) not found in request and no default value"
            + " provided. Inputs expected to be in the request {images}, or default input alias"
            + " set: ");
  }

  @Test
  void refusesMissingInputWhereOthersHaveDefaults() {
    FakeModel model =
        withOptional(model(List.of(spec("a", Shape.of(-1)), spec("b", Shape.of(-1)))), "b");

    refuses(
        model,
        predict().putInputs("b", floats(1)),
        "Signature input alias: a(feed name: a:0) not found in request and no default value"
            + " provided. Inputs expected to be in the request {b}, or default input alias set: b");
  }

  @Test
  void refusesUnknownAliasWhereDefaultsCoverTheRest() {
    FakeModel model =
        withOptional(model(List.of(spec("a", Shape.of(-1)), spec("b", Shape.of(-1)))), "b");

    refuses(
        model,
        predict().putInputs("a", floats(1)).putInputs("z", floats(1)),
        "Inputs contains invalid name. Used request inputs: a, request input: a,z");
  }

  @Test
  void refusesUnreadableTensorBeforeItLooksAtOutputs() {
    refuses(
        model(List.of(spec("x", Shape.of(-1)))),
        predict().putInputs("x", TensorProto.getDefaultInstance()).addOutputFilter("nope"),
        "tensor parsing error: x");
  }

  @Test
  void refusesUnknownOutputBeforeItLooksAtTypes() {
    refuses(
        model(List.of(spec("x", Shape.of(-1)), spec("w", Shape.of(-1)))),
        predict().putInputs("x", doubles(1)).putInputs("w", floats(1)).addOutputFilter("z"),
        "output tensor alias not found in signature: z Outputs expected to be in the set"
            + " {out0,out1}.");
  }

  @Test
  void refusesRepeatedOutput() {
    refuses(
        model(List.of(spec("x", Shape.of(-1)))),
        predict().putInputs("x", floats(1)).addOutputFilter("out0").addOutputFilter("out0"),
        "duplicate output tensor alias: out0");
  }

  @Test
  void refusesOtherTypeByPlaceAmongTensorNames() {
    refuses(
        model(List.of(spec("x", Shape.of(-1)))),
        predict().putInputs("x", doubles(1)),
        "Expects arg[0] to be float but double is provided");
    refuses(
        model(List.of(spec("b", Shape.of(-1)), spec("a", Shape.of(-1)), spec("c", Shape.of(-1)))),
        predict()
            .putInputs("a", floats(1))
            .putInputs("b", TensorProto.newBuilder().setDtype(proto("DT_STRING")).build())
            .putInputs("c", doubles(1)),
        "Expects arg[1] to be float but string is provided");
    refuses(
        model(List.of(spec("x", Shape.of(-1)))),
        predict().putInputs("x", TensorProto.newBuilder().setDtype(proto("DT_COMPLEX64")).build()),
        "Expects arg[0] to be float but complex64 is provided");
  }

  @Test
  void refusesOtherShape() {
    FakeModel model = model(List.of(spec("x", Shape.of(-1, 4))));

    refuses(
        model,
        predict().putInputs("x", reshaped(floats(1, 2, 3), 1, 3)),
        "input tensor \"x\" has shape [1,3], model expects [?,4]");
    refuses(
        model,
        predict().putInputs("x", floats(1, 2, 3, 4)),
        "input tensor \"x\" has shape [4], model expects [?,4]");
    refuses(
        model,
        predict().putInputs("x", TensorProto.newBuilder().setDtype(proto("DT_FLOAT")).build()),
        "input tensor \"x\" has shape [], model expects [?,4]");
  }

  @Test
  void refusesWhatDoesNotFitABatch() {
    FakeModel model =
        model(List.of(spec("a", Shape.UNKNOWN_RANK), spec("b", Shape.UNKNOWN_RANK)))
            .withConfig(ModelConfig.EMPTY.withMaxBatchSize(2));

    refuses(
        model,
        predict().putInputs("a", floats(1)).putInputs("b", floats(1, 2)),
        "Batching Run() input tensors must have equal 0th-dimension size");
    refuses(
        model,
        predict().putInputs("a", floats(1)).putInputs("b", reshaped(floats(1))),
        "Batching Run() input tensors must have at least one dimension");
  }

  @Test
  void refusesTensorsThatTogetherTakeTooMuch() {
    FakeModel model = model(List.of(spec("a", Shape.of(-1)), spec("b", Shape.of(-1))));
    PredictRequest request =
        predict()
            .putInputs("a", reshaped(floats(1), 8192))
            .putInputs("b", reshaped(floats(1), 8193))
            .build();

    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> decode(model, request))
        .withMessage("tensor \"b\" takes the request's tensors beyond 65536 bytes")
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  private void refuses(FakeModel model, PredictRequest.Builder request, String text) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> decode(model, request.build()))
        .withMessage(text)
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private InferRequest decode(FakeModel model, PredictRequest request) {
    return decoder.decode(
        WireMessages.predict(request),
        model,
        GraphSignature.of(model.inputs(), model.outputs()),
        RequestOptions.NONE,
        memory,
        () -> {});
  }

  private static FakeModel model(List<TensorSpec> inputs) {
    return FakeModels.identity(
        "m",
        1,
        inputs,
        inputs.stream()
            .map(input -> spec("out" + inputs.indexOf(input) + ":0", input.shape()))
            .toList());
  }

  private static FakeModel withOptional(FakeModel model, String name) {
    return model.withInputs(
        model.inputs().stream()
            .map(input -> new ModelInputSpec(input.tensor(), input.tensor().name().equals(name)))
            .toList());
  }

  private static TensorSpec spec(String name, Shape shape) {
    return new TensorSpec(name, DataType.FP32, shape);
  }

  private static PredictRequest.Builder predict() {
    return PredictRequest.newBuilder();
  }

  private static TensorProto floats(float... values) {
    TensorProto.Builder proto = TensorProto.newBuilder().setDtype(proto("DT_FLOAT"));
    for (float value : values) {
      proto.addFloatVal(value);
    }
    return reshaped(proto.build(), values.length);
  }

  private static TensorProto doubles(double... values) {
    TensorProto.Builder proto = TensorProto.newBuilder().setDtype(proto("DT_DOUBLE"));
    for (double value : values) {
      proto.addDoubleVal(value);
    }
    return reshaped(proto.build(), values.length);
  }

  private static TensorProto reshaped(TensorProto proto, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDimBuilder().setSize(dim);
    }
    return proto.toBuilder().setTensorShape(shape).build();
  }

  private static dev.tandem.proto.tensorflow.DataType proto(String name) {
    return dev.tandem.proto.tensorflow.DataType.valueOf(name);
  }
}
