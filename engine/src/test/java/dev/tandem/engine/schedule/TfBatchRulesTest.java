package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The words of TensorFlow Serving, for clients that know no configuration. */
class TfBatchRulesTest {
  private static final DataType INT8 = DataType.INT8;
  private static final ModelConfig CONFIG =
      ModelConfig.EMPTY
          .withName("m")
          .withMaxBatchSize(2)
          .withInputs(
              List.of(
                  ModelInput.of("A", INT8, Shape.of(1)).withOptional(true),
                  ModelInput.of("B", INT8, Shape.of(1)).withOptional(true)))
          .withOutputs(List.of(ModelOutput.of("Y", INT8, Shape.of(1))));

  private final NativePool pool = new NativePool(1 << 20, true);

  @ParameterizedTest
  @MethodSource
  void refusesWhatCannotBeABatch(boolean splits, List<Tensor> inputs, String text) {
    try (SchedulerRig rig = rig(splits);
        RecordingSink sink = send(rig, inputs)) {
      assertThat(sink.failure().reason()).isEqualTo(Reason.INVALID_REQUEST);
      assertThat(sink.failure()).hasMessage(text);
      assertThat(sink.isSettledOnce()).isTrue();
    }
  }

  static Stream<Arguments> refusesWhatCannotBeABatch() {
    String tooLarge = "Task size 9 is larger than maximum input batch size 8";
    return Stream.of(
        Arguments.of(false, List.of(), "Batching Run() must have at least one input tensor"),
        Arguments.of(
            false,
            List.of(tensor("A", 1), Tensors.counting("B", INT8, Shape.SCALAR)),
            "Batching Run() input tensors must have at least one dimension"),
        Arguments.of(
            false,
            List.of(tensor("A", 1), tensor("B", 2)),
            "Batching Run() input tensors must have equal 0th-dimension size"),
        Arguments.of(false, List.of(tensor("A", 9)), tooLarge),
        Arguments.of(true, List.of(tensor("A", 9)), tooLarge));
  }

  @ParameterizedTest
  @MethodSource
  void runsWhatIsNotTooLargeThoughTheConfigurationSaysLess(boolean splits, int rows)
      throws InterruptedException {
    try (SchedulerRig rig = rig(splits);
        RecordingSink sink = send(rig, List.of(tensor("A", rows))).await()) {
      assertThat(sink.response().outputs().get(0).shape()).isEqualTo(Shape.of(rows, 1));
    }
  }

  static Stream<Arguments> runsWhatIsNotTooLargeThoughTheConfigurationSaysLess() {
    return Stream.of(
        Arguments.of(false, 1),
        Arguments.of(false, 8),
        Arguments.of(true, 3),
        Arguments.of(true, 8));
  }

  @ParameterizedTest
  @MethodSource
  void refusesOutputsThatAreNoBatchAlsoOfALoneRequest(Shape shape, String text)
      throws InterruptedException {
    FakeInstance.Script shaped =
        (inputs, outputs, sink) ->
            sink.onResult(
                new BackendResult(
                    List.of(Tensors.counting("Y", INT8, shape).withShape(shape)), List.of()),
                true);
    BatchPolicy policy = BatchPolicy.of(TfServingBatching.DEFAULT);
    try (SchedulerRig rig = new SchedulerRig(pool, CONFIG, policy, 16, new ManualClock(), shaped);
        RecordingSink sink = send(rig, List.of(tensor("A", 2))).await()) {
      assertThat(sink.failure().reason()).isEqualTo(Reason.PRECONDITION_FAILED);
      assertThat(sink.failure()).hasMessage(text);
    }
  }

  static Stream<Arguments> refusesOutputsThatAreNoBatchAlsoOfALoneRequest() {
    return Stream.of(
        Arguments.of(Shape.SCALAR, "Batched output tensor has 0 dimensions"),
        Arguments.of(
            Shape.of(3, 1),
            "Batched output tensor's 0th dimension does not equal the sum of the 0th dimension"
                + " sizes of the input tensors"));
  }

  private SchedulerRig rig(boolean splits) {
    TfServingBatching batching =
        new TfServingBatching(8, 0, 10, List.of(4, 8), false, splits ? 3 : 8);
    return new SchedulerRig(
        pool, CONFIG, BatchPolicy.of(batching), 16, new ManualClock(), FakeInstance.echo(pool));
  }

  private static RecordingSink send(SchedulerRig rig, List<Tensor> inputs) {
    RecordingSink sink = new RecordingSink();
    ServedModel view =
        new GraphView(
            rig.model,
            List.of(spec("A"), spec("B")),
            List.of(new TensorSpec("Y", INT8, Shape.of(-1, 1))));
    rig.scheduler.submit(
        new InferRequest(view, "", inputs, List.of(), RequestOptions.NONE, sink::release), sink);
    return sink;
  }

  private static ModelInputSpec spec(String name) {
    return new ModelInputSpec(new TensorSpec(name, INT8, Shape.of(-1, 1)), true);
  }

  private static Tensor tensor(String name, int rows) {
    return Tensors.counting(name, INT8, Shape.of(rows, 1));
  }
}
