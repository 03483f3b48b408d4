package dev.tandem.tfserving.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.ClassificationRequest;
import dev.tandem.proto.tfserving.ClassifyLog;
import dev.tandem.proto.tfserving.InferenceTask;
import dev.tandem.proto.tfserving.Input;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.MultiInferenceLog;
import dev.tandem.proto.tfserving.MultiInferenceRequest;
import dev.tandem.proto.tfserving.PredictLog;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictStreamedLog;
import dev.tandem.proto.tfserving.PredictionLog;
import dev.tandem.proto.tfserving.RegressLog;
import dev.tandem.proto.tfserving.RegressionRequest;
import dev.tandem.proto.tfserving.SessionRunLog;
import dev.tandem.tfserving.inference.ExampleModels;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureParts;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.signature.Signatures;
import dev.tandem.tfserving.wire.SignatureLookup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedRequestsTest {
  private final NativePool pool = new NativePool(0, true);
  private final RecordedRequests source =
      new RecordedRequests(pool, 1 << 16, new SignatureLookup(false), 3);
  private final FakeModel model = FakeModels.halfPlusTwo("m", 1, Shape.of(-1));
  private final List<Float> seen = new ArrayList<>();
  private int timesSeen;

  @TempDir Path folder;

  @AfterEach
  void everyLeaseIsBack() {
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void findsNothingInAFolderWithoutRecords() throws IOException {
    assertThat(source.replay(folder, model, this::run)).isFalse();
  }

  @Test
  void replaysPredictRequestsWhateverModelTheyName() throws IOException {
    new WarmupFile().record(predict(7, "")).record(predict(8, "serving_default")).writeTo(folder);

    assertThat(source.replay(folder, model, this::run)).isTrue();
    assertThat(seen).containsExactly(7f, 8f);
    assertThat(timesSeen).isEqualTo(3);
  }

  @Test
  void callsTheSignatureOfTheRecord() throws IOException {
    SignatureTensor input = GraphSignature.inputs(model.inputs()).get(0);
    Signature renamed =
        SignatureParts.of(
                "renamed",
                Signature.PREDICT_METHOD,
                List.of(SignatureTensor.of("x", input.spec(), false)),
                GraphSignature.outputs(model.outputs()))
            .signature(model.outputs());
    FakeModel named = model.withCompanion(new Signatures(List.of(renamed)));
    new WarmupFile().record(predict(7, "renamed")).writeTo(folder);

    assertThat(source.replay(folder, named, this::run)).isTrue();
    assertThat(seen).containsExactly(7f);

    Path path = new WarmupFile().record(predict(7, "")).writeTo(folder);
    assertThatThrownBy(() -> source.replay(folder, named, this::run))
        .hasMessage(
            "Serving signature key \"serving_default\" not found. (warmup record 1 of "
                + path
                + ")");
  }

  @Test
  void passesOverRecordsThatSayNothing() throws IOException {
    new WarmupFile()
        .record(PredictionLog.getDefaultInstance())
        .record(predict(7, ""))
        .writeTo(folder);

    assertThat(source.replay(folder, model, this::run)).isTrue();
    assertThat(seen).containsExactly(7f);
  }

  @Test
  void refusesWhatItCannotRun() throws IOException {
    PredictionLog.Builder log = PredictionLog.newBuilder();
    Map<Integer, PredictionLog> logs = new LinkedHashMap<>();
    logs.put(5, log.setSessionRunLog(SessionRunLog.getDefaultInstance()).build());
    logs.put(7, log.setPredictStreamedLog(PredictStreamedLog.getDefaultInstance()).build());
    for (Map.Entry<Integer, PredictionLog> unsupported : logs.entrySet()) {
      new WarmupFile().record(unsupported.getValue()).writeTo(folder);

      assertFails(
          Reason.UNSUPPORTED, "Unsupported log_type for warmup: " + unsupported.getKey() + " ");
    }
  }

  @Test
  void replaysRequestsOfAllKinds() throws IOException {
    FakeModel examples = ExampleModels.halfPlusTwo("m", 1);
    new WarmupFile()
        .record(
            PredictionLog.newBuilder()
                .setClassifyLog(
                    ClassifyLog.newBuilder()
                        .setRequest(
                            ClassificationRequest.newBuilder()
                                .setModelSpec(spec("scores"))
                                .setInput(input(5))))
                .build())
        .record(
            PredictionLog.newBuilder()
                .setRegressLog(
                    RegressLog.newBuilder()
                        .setRequest(
                            RegressionRequest.newBuilder()
                                .setModelSpec(spec("regress"))
                                .setInput(input(6))))
                .build())
        .record(
            PredictionLog.newBuilder()
                .setMultiInferenceLog(
                    MultiInferenceLog.newBuilder()
                        .setRequest(
                            MultiInferenceRequest.newBuilder()
                                .addTasks(
                                    InferenceTask.newBuilder()
                                        .setModelSpec(spec("regress"))
                                        .setMethodName("tensorflow/serving/regress"))
                                .setInput(input(7))))
                .build())
        .writeTo(folder);

    assertThat(source.replay(folder, examples, this::run)).isTrue();
    assertThat(seen).containsExactly(5f, 6f, 7f);
  }

  @Test
  void refusesExamplesThatDoNotFit() throws IOException {
    FakeModel examples = ExampleModels.halfPlusTwo("m", 1);
    Path path =
        new WarmupFile()
            .record(
                PredictionLog.newBuilder().setRegressLog(RegressLog.getDefaultInstance()).build())
            .writeTo(folder);

    assertThatThrownBy(() -> source.replay(folder, examples, this::run))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("No regression inputs found in SignatureDef: ")
        .hasMessageEndingWith(" (warmup record 1 of " + path + ")");
    new WarmupFile()
        .record(
            PredictionLog.newBuilder()
                .setMultiInferenceLog(MultiInferenceLog.getDefaultInstance())
                .build())
        .writeTo(folder);
    assertThatThrownBy(() -> source.replay(folder, examples, this::run))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("ModelSpec has no name specified.");
  }

  private static ModelSpec spec(String signature) {
    return ModelSpec.newBuilder().setName("other").setSignatureName(signature).build();
  }

  private static Input input(float x) {
    Feature.Builder feature = Feature.newBuilder();
    feature.getFloatListBuilder().addValue(x);
    Input.Builder input = Input.newBuilder();
    input
        .getExampleListBuilder()
        .addExamplesBuilder()
        .getFeaturesBuilder()
        .putFeature("x", feature.build());
    return input.build();
  }

  @Test
  void refusesMoreThanAThousandRecords() throws IOException {
    WarmupFile file = new WarmupFile();
    for (int i = 0; i < 1000; i++) {
      file.record(PredictionLog.getDefaultInstance());
    }
    file.writeTo(folder);
    assertThat(source.replay(folder, model, this::run)).isTrue();

    Path path = file.record(PredictionLog.getDefaultInstance()).writeTo(folder);
    assertFails(
        Reason.INVALID_REQUEST, "Number of warmup records exceeds the maximum (1000) at " + path);
  }

  @Test
  void tellsWhichRecordIsWrong() throws IOException {
    Path path = new WarmupFile().record(predict(7, "")).record(predict(7, "other")).writeTo(folder);
    assertFails(
        Reason.INVALID_REQUEST,
        "Serving signature key \"other\" not found. (warmup record 2 of " + path + ")");

    new WarmupFile().record(new byte[] {(byte) 0xFF}).writeTo(folder);
    assertFails(Reason.INVALID_REQUEST, "Failed to parse warmup record: 1 from " + path);

    new WarmupFile()
        .record(PredictionLog.newBuilder().setPredictLog(PredictLog.getDefaultInstance()).build())
        .writeTo(folder);
    assertFails(Reason.INVALID_REQUEST, "");

    WarmupFile.write(folder, new byte[] {1, 2, 3});
    assertFails(
        Reason.INVALID_REQUEST,
        "truncated record at 0. Please verify your warmup data is in TFRecord format.");
  }

  @Test
  void tellsWhichRecordTheModelFailsOn() throws IOException {
    new WarmupFile().record(predict(7, "")).writeTo(folder);

    ThrowingCallable failing =
        () ->
            source.replay(
                folder,
                model,
                (request, times) -> {
                  request.release().run();
                  throw new ServingException(Reason.EXECUTION_FAILED, "no");
                });

    assertThatThrownBy(failing).hasMessageStartingWith("no (warmup record 1 of ");
  }

  private void assertFails(Reason reason, String text) {
    assertThatThrownBy(() -> source.replay(folder, model, this::run))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith(text)
        .extracting(thrown -> ((ServingException) thrown).reason())
        .isEqualTo(reason);
  }

  private void run(InferRequest request, int times) {
    seen.add(Tensors.floatsOf(request.inputs().get(0))[0]);
    timesSeen = times;
    request.release().run();
  }

  private static PredictionLog predict(float value, String signature) {
    TensorProto x =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(
                TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(1)))
            .addFloatVal(value)
            .build();
    return PredictionLog.newBuilder()
        .setPredictLog(
            PredictLog.newBuilder()
                .setRequest(
                    PredictRequest.newBuilder()
                        .setModelSpec(
                            ModelSpec.newBuilder().setName("other").setSignatureName(signature))
                        .putInputs("x", x)))
        .build();
  }
}
