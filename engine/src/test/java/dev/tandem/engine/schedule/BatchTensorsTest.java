package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.model.BatchInput;
import dev.tandem.engine.model.BatchOutput;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of each kind of input and output in a batch. */
class BatchTensorsTest {
  private static final DataType INT8 = DataType.INT8;

  @Test
  void reshapesWhatTheConfigurationSaysOfItAndNotWhatTheGraphSays() {
    ModelConfig config =
        config(
            List.of(ModelInput.of("X", INT8, Shape.of(2, -1)).withReshape(Shape.of(-1, 1, 2))),
            List.of(ModelOutput.of("Y", INT8, Shape.of(-1, 2)).withReshape(Shape.of(-1, 1, 2))));
    try (BatchRig rig = new BatchRig(config, BatchRig.ECHO)) {
      Shape graph = Shape.of(-1, -1, 1, 2);
      GraphView view =
          new GraphView(
              rig.model,
              List.of(new ModelInputSpec(new TensorSpec("X", INT8, graph), false)),
              List.of(new TensorSpec("Y", INT8, graph)));
      RecordingSink configured = rig.add(Tensors.counting("X", INT8, Shape.of(1, 2, 3)));
      RecordingSink asTheGraph =
          rig.add(view, List.of(), Tensors.counting("X", INT8, Shape.of(2, 3, 1, 2)));
      assertThat(rig.joins()).isTrue();

      rig.run();

      assertThat(rig.inputsOfRun.get(0).shape()).isEqualTo(Shape.of(3, 3, 1, 2));
      assertThat(output(configured).shape()).isEqualTo(Shape.of(1, 3, 2));
      assertThat(Tensors.bytesOf(output(configured))).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(output(asTheGraph).shape()).isEqualTo(Shape.of(2, 3, 1, 2));
      assertThat(Tensors.bytesOf(output(asTheGraph)))
          .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }
  }

  @Test
  void givesEachRequestTheOutputsItAskedFor() {
    List<List<String>> asked = new ArrayList<>();
    ModelConfig config =
        config(
            List.of(ModelInput.of("X", INT8, Shape.of(1))),
            List.of(
                ModelOutput.of("A", INT8, Shape.of(1)),
                ModelOutput.of("B", INT8, Shape.of(1)),
                ModelOutput.of("C", INT8, Shape.of(1))));
    BatchRig[] rig = new BatchRig[1];
    rig[0] =
        new BatchRig(
            config,
            (inputs, outputs, results) -> {
              asked.add(outputs);
              List<Tensor> same = outputs.stream().map(output -> inputs.get(0)).toList();
              results.onResult(FakeInstance.copies(rig[0].pool, same, outputs), true);
            });
    try (BatchRig closed = rig[0]) {
      List<RecordingSink> sinks = new ArrayList<>();
      List<List<String>> wanted = List.of(List.of("C", "A"), List.of("A"), List.of("A", "C"));
      for (List<String> outputs : wanted) {
        sinks.add(
            closed.add(closed.model, outputs, Tensors.of("X", INT8, Shape.of(1, 1), (byte) 1)));
      }
      closed.run();

      assertThat(asked).hasSize(1);
      assertThat(asked.get(0)).containsExactlyInAnyOrder("A", "C");
      for (int i = 0; i < sinks.size(); i++) {
        assertThat(sinks.get(i).response().outputs())
            .extracting(Tensor::name)
            .containsExactlyInAnyOrderElementsOf(wanted.get(i));
      }
    }
  }

  @Test
  void joinsOnlyRequestsThatBringTheSameOptionalInputs() {
    ModelConfig config =
        config(
            List.of(
                ModelInput.of("A", INT8, Shape.of(1)),
                ModelInput.of("B", INT8, Shape.of(1)).withOptional(true)),
            List.of(ModelOutput.of("Y", INT8, Shape.of(1))));
    Tensor a = Tensors.of("A", INT8, Shape.of(1, 1), (byte) 1);
    Tensor b = Tensors.of("B", INT8, Shape.of(1, 1), (byte) 2);
    try (BatchRig rig = new BatchRig(config, BatchRig.ECHO)) {
      rig.add(a);
      rig.add(a);
      assertThat(rig.joins()).isTrue();
      rig.run();
      assertThat(rig.inputsOfRun).extracting(Tensor::name).containsExactly("A");

      rig.add(b, a);
      rig.add(a, b);
      assertThat(rig.joins()).isTrue();
      rig.run();
      assertThat(rig.inputsOfRun).extracting(Tensor::name).containsExactly("A", "A", "B");

      rig.add(a);
      rig.add(a, b);
      assertThat(rig.joins()).isFalse();
      rig.run();
    }
  }

  @Test
  void sharesAShapeTensorAndJoinsOnlyWhereItSaysTheSame() {
    ModelConfig config =
        config(
            List.of(ModelInput.of("X", INT8, Shape.of(1)), shapeTensor("S")),
            List.of(ModelOutput.of("Y", INT8, Shape.of(1))));
    Tensor x = Tensors.of("X", INT8, Shape.of(1, 1), (byte) 1);
    Tensor four =
        Tensors.of("S", DataType.INT32, Shape.of(1), (byte) 4, (byte) 0, (byte) 0, (byte) 0);
    Tensor five =
        Tensors.of("S", DataType.INT32, Shape.of(1), (byte) 5, (byte) 0, (byte) 0, (byte) 0);
    try (BatchRig rig = new BatchRig(config, BatchRig.ECHO)) {
      rig.add(x, four);
      rig.add(x, four);
      assertThat(rig.joins()).isTrue();
      rig.run();
      assertThat(rig.inputsOfRun)
          .extracting(Tensor::shape)
          .containsExactly(Shape.of(2, 1), Shape.of(1));
      assertThat(Tensors.bytesOf(rig.inputsOfRun.get(1))).containsExactly(4, 0, 0, 0);

      rig.add(x, four);
      rig.add(x, five);
      assertThat(rig.joins()).isFalse();
      rig.run();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void computesWhatARaggedBatchIsMadeOf(
      BatchInput.Kind kind, DataType type, Shape shape, List<Integer> values) {
    ModelConfig config =
        config(
                List.of(ragged("X", INT8, Shape.of(-1, -1))),
                List.of(ModelOutput.of("Y", INT8, Shape.of(-1, -1))))
            .withBatchInputs(
                List.of(new BatchInput(kind, List.of("I"), Optional.of(type), List.of("X"))))
            .withBatchOutputs(
                List.of(
                    new BatchOutput(
                        List.of("Y"), BatchOutput.Kind.SCATTER_WITH_INPUT_SHAPE, List.of("X"))));
    List<Number> computed = new ArrayList<>();
    BatchRig[] rig = new BatchRig[1];
    rig[0] =
        new BatchRig(
            config,
            (inputs, outputs, results) -> {
              computed.addAll(numbers(inputs.get(1)));
              results.onResult(FakeInstance.copies(rig[0].pool, inputs, outputs), true);
            });
    try (BatchRig closed = rig[0]) {
      List<Shape> shapes = List.of(Shape.of(1, 2, 3), Shape.of(2, 1, 1), Shape.of(1, 4, 1));
      List<RecordingSink> sinks = new ArrayList<>();
      shapes.forEach(sent -> sinks.add(closed.add(Tensors.counting("X", INT8, sent))));
      assertThat(closed.joins()).isTrue();
      closed.run();

      assertThat(closed.inputsOfRun).extracting(Tensor::name).containsExactly("X", "I");
      assertThat(closed.inputsOfRun.get(0).shape()).isEqualTo(Shape.of(12));
      assertThat(closed.inputsOfRun.get(1).shape()).isEqualTo(shape);
      if (kind != BatchInput.Kind.MAX_ELEMENT_COUNT_AS_SHAPE) {
        assertThat(computed).extracting(Number::intValue).isEqualTo(values);
      }
      for (int i = 0; i < sinks.size(); i++) {
        Tensor output = output(sinks.get(i));
        assertThat(output.shape()).isEqualTo(shapes.get(i));
        assertThat(Tensors.bytesOf(output))
            .isEqualTo(Tensors.bytesOf(Tensors.counting("X", INT8, shapes.get(i))));
      }
    }
  }

  static Stream<Arguments> computesWhatARaggedBatchIsMadeOf() {
    DataType int32 = DataType.INT32;
    return Stream.of(
        Arguments.of(BatchInput.Kind.ELEMENT_COUNT, int32, Shape.of(3), List.of(6, 2, 4)),
        Arguments.of(BatchInput.Kind.ELEMENT_COUNT, DataType.FP32, Shape.of(3), List.of(6, 2, 4)),
        Arguments.of(
            BatchInput.Kind.ACCUMULATED_ELEMENT_COUNT, int32, Shape.of(3), List.of(6, 8, 12)),
        Arguments.of(
            BatchInput.Kind.ACCUMULATED_ELEMENT_COUNT_WITH_ZERO,
            DataType.FP32,
            Shape.of(4),
            List.of(0, 6, 8, 12)),
        Arguments.of(BatchInput.Kind.MAX_ELEMENT_COUNT_AS_SHAPE, int32, Shape.of(6), List.of()),
        Arguments.of(
            BatchInput.Kind.ITEM_SHAPE, int32, Shape.of(4, 2), List.of(2, 3, 1, 1, 1, 1, 4, 1)),
        Arguments.of(
            BatchInput.Kind.ITEM_SHAPE_FLATTEN,
            DataType.FP32,
            Shape.of(8),
            List.of(2, 3, 1, 1, 1, 1, 4, 1)));
  }

  @Test
  void scattersStringsByTheElementsOfTheirInput() {
    ModelConfig config =
        config(
                List.of(ragged("X", DataType.BYTES, Shape.of(-1))),
                List.of(ModelOutput.of("Y", DataType.BYTES, Shape.of(-1))))
            .withBatchOutputs(
                List.of(
                    new BatchOutput(
                        List.of("Y"), BatchOutput.Kind.SCATTER_WITH_INPUT_SHAPE, List.of("X"))));
    try (BatchRig rig = new BatchRig(config, BatchRig.ECHO)) {
      RecordingSink two = rig.add(Tensors.strings("X", Shape.of(1, 2), "a", "bcd"));
      RecordingSink three = rig.add(Tensors.strings("X", Shape.of(1, 3), "", "e", "fg"));
      rig.run();

      assertThat(Tensors.stringsOf(output(two))).containsExactly("a", "bcd");
      assertThat(Tensors.stringsOf(output(three))).containsExactly("", "e", "fg");
      assertThat(output(three).shape()).isEqualTo(Shape.of(1, 3));
    }
  }

  @Test
  void failsABatchWhoseScatteredOutputHasTooFewElements() {
    for (DataType type : List.of(INT8, DataType.BYTES)) {
      Tensor two =
          type == INT8
              ? Tensors.counting("X", INT8, Shape.of(1, 2))
              : Tensors.strings("X", Shape.of(1, 2), "a", "b");
      ModelConfig config =
          config(
                  List.of(ragged("X", type, Shape.of(-1))),
                  List.of(ModelOutput.of("Y", type, Shape.of(-1))))
              .withBatchOutputs(
                  List.of(
                      new BatchOutput(
                          List.of("Y"), BatchOutput.Kind.SCATTER_WITH_INPUT_SHAPE, List.of("X"))));
      BatchRig[] rig = new BatchRig[1];
      rig[0] =
          new BatchRig(
              config,
              (inputs, outputs, results) ->
                  results.onResult(FakeInstance.copies(rig[0].pool, List.of(two), outputs), true));
      try (BatchRig closed = rig[0]) {
        RecordingSink sink = closed.add(two);
        closed.add(two);
        closed.run();

        assertThat(sink.failure().reason()).isEqualTo(Reason.EXECUTION_FAILED);
        assertThat(sink.failure())
            .hasMessage(
                "output 'Y' of shape [1,2] (expected: as many elements as the requests' inputs)");
      }
    }
  }

  @Test
  void failsABatchThatGrowsBeyondMemoryWhereItIsFilledUp() {
    ModelConfig config =
        config(
            List.of(ModelInput.of("X", INT8, Shape.of(-1, -1, -1))),
            List.of(ModelOutput.of("Y", INT8, Shape.of(-1, -1, -1))));
    try (BatchRig rig = new BatchRig(config, BatchRig.padding(true), BatchRig.ECHO)) {
      RecordingSink sink = rig.add(Tensors.counting("X", INT8, Shape.of(1, 5000, 1, 1)));
      rig.add(Tensors.counting("X", INT8, Shape.of(1, 1, 5000, 1)));
      rig.add(Tensors.counting("X", INT8, Shape.of(1, 1, 1, 5000)));
      rig.run();

      assertThat(sink.failure().reason()).isEqualTo(Reason.OUT_OF_MEMORY);
      assertThat(sink.failure())
          .hasMessage(
              "input 'X' of a batch of shape [3,5000,5000,5000] (expected: at most 2147483647"
                  + " bytes)");
    }
  }

  @Test
  void doesNotFillUpRowsOfNothingNorStrings() {
    for (DataType type : List.of(INT8, DataType.BYTES)) {
      ModelConfig config =
          config(
              List.of(ModelInput.of("X", type, Shape.of(-1))),
              List.of(ModelOutput.of("Y", type, Shape.of(-1))));
      try (BatchRig rig = new BatchRig(config, BatchRig.padding(true), BatchRig.ECHO)) {
        for (int length : new int[] {2, type == INT8 ? 0 : 1}) {
          rig.add(
              type == INT8
                  ? Tensors.counting("X", INT8, Shape.of(1, length))
                  : Tensors.strings("X", Shape.of(1, length), "a".repeat(length).split("")));
        }
        assertThat(rig.joins()).isFalse();
        rig.run();
      }
    }
  }

  private static ModelConfig config(List<ModelInput> inputs, List<ModelOutput> outputs) {
    return ModelConfig.EMPTY
        .withName("m")
        .withMaxBatchSize(64)
        .withScheduling(DynamicBatching.PLAIN)
        .withInputs(inputs)
        .withOutputs(outputs);
  }

  private static ModelInput ragged(String name, DataType type, Shape dims) {
    return new ModelInput(
        name,
        Optional.of(type),
        ModelInput.Format.NONE,
        dims,
        Optional.empty(),
        false,
        true,
        false,
        false);
  }

  private static ModelInput shapeTensor(String name) {
    return new ModelInput(
        name,
        Optional.of(DataType.INT32),
        ModelInput.Format.NONE,
        Shape.of(1),
        Optional.empty(),
        true,
        false,
        false,
        false);
  }

  private static Tensor output(RecordingSink sink) {
    return sink.response().outputs().get(0);
  }

  private static List<Number> numbers(Tensor tensor) {
    List<Number> values = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(Tensors.bytesOf(tensor)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      values.add(tensor.type() == DataType.FP32 ? (Number) bytes.getFloat() : bytes.getInt());
    }
    return values;
  }
}
