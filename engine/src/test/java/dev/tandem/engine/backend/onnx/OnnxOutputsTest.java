package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.OnnxRunner.CONFIG;
import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static dev.tandem.engine.testkit.onnx.OnnxType.INT64;
import static dev.tandem.engine.testkit.onnx.OnnxType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.RecordingResultSink;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.engine.testkit.onnx.OnnxAttribute;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Only memory of the pool itself is kept there once it is back, which tells the two kinds apart.
 */
class OnnxOutputsTest {
  private static final ModelConfig BATCHING = CONFIG.withMaxBatchSize(8);

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BYTES")
  void pinsOutputsOfOneRowShape(DataType type) throws IOException {
    byte[] model = OnnxModels.identity(OnnxRunner.onnxType(type), "N", 3);
    Tensor input = Tensors.counting("INPUT0", type, Shape.of(5, 3));

    try (OnnxRunner runner = new OnnxRunner(folder, model, BATCHING)) {
      try (RecordingResultSink sink = runner.run(List.of(input), "OUTPUT0")) {
        assertThat(sink.output("OUTPUT0").type()).isEqualTo(type);
        assertThat(sink.output("OUTPUT0").shape()).isEqualTo(Shape.of(5, 3));
        assertThat(Tensors.bytesOf(sink.output("OUTPUT0"))).isEqualTo(Tensors.bytesOf(input));
      }
      assertThat(runner.pool.retainedBytes()).isPositive();
    }
  }

  @Test
  void pinsOutputsOfFixedShapeWithoutBatches() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT, 2), CONFIG)) {
      run(runner, Shape.of(2), 1, 2);

      assertThat(runner.pool.retainedBytes()).isPositive();
    }
  }

  @Test
  void takesOverOutputsOfOpenShape() throws IOException {
    byte[] model =
        OnnxModel.graph("dyn_shape")
            .input("X", FLOAT, dims("A", "B", 3))
            .output("Y", FLOAT, dims("A", "B", 3))
            .output("S", INT64, dims(3))
            .node("Identity", List.of("X"), List.of("Y"))
            .node("Shape", List.of("X"), List.of("S"))
            .toBytes();

    try (OnnxRunner runner = new OnnxRunner(folder, model, CONFIG)) {
      for (int rows = 1; rows < 4; rows++) {
        Tensor input = Tensors.counting("X", DataType.FP32, Shape.of(rows, 2, 3));
        try (RecordingResultSink sink = runner.run(List.of(input), "Y", "S")) {
          assertThat(sink.output("Y").shape()).isEqualTo(Shape.of(rows, 2, 3));
          assertThat(Tensors.bytesOf(sink.output("Y"))).isEqualTo(Tensors.bytesOf(input));
          assertThat(sink.output("S"))
              .satisfies(
                  shape ->
                      assertThat(Tensors.bytesOf(shape))
                          .isEqualTo(
                              Tensors.bytesOf(
                                  Tensors.longs(
                                      "S", Shape.of(3), sink.output("Y").shape().toArray()))));
        }
        try (RecordingResultSink sink = runner.run(List.of(input), "Y")) {
          assertThat(sink.results().get(0).outputs()).hasSize(1);
        }
      }
    }
  }

  @Test
  void takesOverRowsOfAModelThatDoesNotBatch() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT, "N"), CONFIG)) {
      run(runner, Shape.of(2), 1, 2);

      assertThat(runner.pool.retainedBytes()).isZero();
    }
  }

  @Test
  void pinsTheShapeOfTheRunBeforeForAnyNumberOfRows() throws IOException {
    byte[] model = OnnxModels.identity(FLOAT, "N", "D");
    try (OnnxRunner runner = new OnnxRunner(folder, model, BATCHING)) {
      run(runner, Shape.of(1, 2), 1, 2);
      assertThat(runner.pool.retainedBytes()).isZero();

      run(runner, Shape.of(2, 2), 3, 4, 5, 6);
      long retained = runner.pool.retainedBytes();
      assertThat(retained).isPositive();

      run(runner, Shape.of(1, 3), 7, 8, 9);
      run(runner, Shape.of(0, 3));
      run(runner, Shape.of(1, 3), 1, 2, 3);
      run(runner, Shape.of(3, 1), 4, 5, 6);
      assertThat(runner.pool.retainedBytes()).isEqualTo(retained);
    }
  }

  @Test
  void pinsTheShapeOfTheRunBeforeOnlyForEqualInputsWithoutBatches() throws IOException {
    byte[] model = OnnxModels.identity(FLOAT, "N", "D");
    try (OnnxRunner runner = new OnnxRunner(folder, model, CONFIG)) {
      run(runner, Shape.of(1, 2), 1, 2);
      run(runner, Shape.of(2, 1), 3, 4);
      run(runner, Shape.of(1, 2), 5, 6);
      assertThat(runner.pool.retainedBytes()).isZero();

      run(runner, Shape.of(1, 2), 7, 8);
      assertThat(runner.pool.retainedBytes()).isPositive();
    }
  }

  @Test
  void whatItSawOfAnOutputIsForgottenWhileAnotherIsWanted() throws IOException {
    byte[] model =
        OnnxModel.graph("two")
            .input("INPUT0", FLOAT, dims("N"))
            .output("A", FLOAT, dims("N"))
            .output("B", FLOAT, dims("N"))
            .node("Neg", List.of("INPUT0"), List.of("A"))
            .node("Identity", List.of("INPUT0"), List.of("B"))
            .toBytes();
    Tensor two = Tensors.floats("INPUT0", Shape.of(2), 1, 2);
    Tensor three = Tensors.floats("INPUT0", Shape.of(3), 1, 2, 3);

    try (OnnxRunner runner = new OnnxRunner(folder, model, CONFIG)) {
      runner.run(List.of(two), "A").close();
      runner.run(List.of(three), "B").close();
      try (RecordingResultSink sink = runner.run(List.of(three), "A")) {
        assertThat(Tensors.floatsOf(sink.output("A"))).containsExactly(-1, -2, -3);
      }
      assertThat(runner.pool.retainedBytes()).isZero();
      runner.run(List.of(three), "A").close();
      assertThat(runner.pool.retainedBytes()).isPositive();
    }
  }

  @Test
  void neverPinsAgainAnOutputWhoseShapeHangsOnValues() throws IOException {
    byte[] model =
        OnnxModel.graph("places")
            .input("INPUT0", FLOAT, dims("N"))
            .output("PLACES", INT64, dims(1, "M"))
            .node("NonZero", List.of("INPUT0"), List.of("PLACES"))
            .toBytes();

    try (OnnxRunner runner = new OnnxRunner(folder, model, CONFIG)) {
      assertThat(places(runner, 1, 1, 1, 1)).containsExactly(0, 1, 2, 3);
      assertThat(places(runner, 0, 0, 1, 0)).containsExactly(2);
      assertThat(places(runner, 0, 0, 0, 0)).isEmpty();
      long retained = runner.pool.retainedBytes();
      for (int i = 0; i < 2; i++) {
        assertThat(places(runner, 0, 1, 0, 1)).containsExactly(1, 3);
        assertThat(places(runner, 1, 0, 1, 0)).containsExactly(0, 2);
        assertThat(runner.pool.retainedBytes()).isEqualTo(retained);
      }
    }
  }

  @Test
  void anotherShapeOfTheSameSizeIsSeen() throws IOException {
    byte[] model =
        OnnxModel.graph("reshape")
            .input("x", FLOAT, dims("A"))
            .input("shape", INT64, dims(2))
            .output("y", FLOAT, dims("B", "C"))
            .node("Reshape", List.of("x", "shape"), List.of("y"))
            .toBytes();
    Tensor x = Tensors.floats("x", Shape.of(6), 1, 2, 3, 4, 5, 6);

    try (OnnxRunner runner = new OnnxRunner(folder, model, CONFIG)) {
      for (long rows : new long[] {2, 2, 3, 6, 6}) {
        Tensor shape = Tensors.longs("shape", Shape.of(2), rows, 6 / rows);
        try (RecordingResultSink sink = runner.run(List.of(x, shape), "y")) {
          assertThat(sink.output("y").shape()).isEqualTo(Shape.of(rows, 6 / rows));
          assertThat(Tensors.floatsOf(sink.output("y"))).containsExactly(1, 2, 3, 4, 5, 6);
        }
      }
    }
  }

  @Test
  void inputsMayChangeTheirMemoryTypeAndNumberFromRunToRun() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT, "N"), CONFIG)) {
      // More places than tensors are kept for.
      List<Tensor> inputs = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        inputs.add(Tensors.floats("INPUT0", Shape.of(1), i));
      }
      for (int i = 0; i < 2_000; i++) {
        try (RecordingResultSink sink =
            runner.run(List.of(inputs.get(i % inputs.size())), "OUTPUT0")) {
          assertThat(Tensors.floatsOf(sink.output("OUTPUT0"))).containsExactly(i % inputs.size());
        }
      }
      Tensor one = inputs.get(7);
      Tensor integer = new Tensor("INPUT0", DataType.INT32, one.shape(), one.bytes());
      assertThatThrownBy(() -> runner.run(List.of(integer), "OUTPUT0"))
          .isInstanceOf(ServingException.class);
      assertThatThrownBy(() -> runner.run(List.of(), "OUTPUT0"))
          .isInstanceOf(ServingException.class);
      run(runner, Shape.of(1), 5);
    }
  }

  @Test
  void stopsPinningAnOutputThatGivesMoreRowsThanWentIn() throws IOException {
    byte[] model =
        OnnxModel.graph("doubled")
            .input("INPUT0", FLOAT, dims("N", 2))
            .output("TWICE", FLOAT, dims("M", 2))
            .output("OUTPUT0", FLOAT, dims("N", 2))
            .node(
                "Concat",
                List.of("INPUT0", "INPUT0"),
                List.of("TWICE"),
                OnnxAttribute.attribute("axis", 0))
            .node("Identity", List.of("INPUT0"), List.of("OUTPUT0"))
            .toBytes();

    try (OnnxRunner runner = new OnnxRunner(folder, model, BATCHING)) {
      for (int i = 0; i < 3; i++) {
        Tensor input = Tensors.floats("INPUT0", Shape.of(1, 2), 1, 2);
        try (RecordingResultSink sink = runner.run(List.of(input), "TWICE", "OUTPUT0")) {
          assertThat(sink.output("TWICE").shape()).isEqualTo(Shape.of(2, 2));
          assertThat(Tensors.floatsOf(sink.output("TWICE"))).containsExactly(1, 2, 1, 2);
          assertThat(Tensors.floatsOf(sink.output("OUTPUT0"))).containsExactly(1, 2);
        }
      }
      long retained = runner.pool.retainedBytes();
      runner.run(List.of(Tensors.floats("INPUT0", Shape.of(1, 2), 1, 2)), "TWICE").close();
      assertThat(runner.pool.retainedBytes()).isEqualTo(retained).isPositive();
    }
  }

  @Test
  void givesScalars() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT), CONFIG)) {
      run(runner, Shape.SCALAR, 7);
    }
  }

  @Test
  void givesScalarStrings() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(STRING), CONFIG);
        RecordingResultSink sink =
            runner.run(List.of(Tensors.strings("INPUT0", Shape.SCALAR, "one")), "OUTPUT0")) {
      assertThat(sink.output("OUTPUT0").shape()).isEqualTo(Shape.SCALAR);
      assertThat(Tensors.stringsOf(sink.output("OUTPUT0"))).containsExactly("one");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void copiesAnInputThatIsHandedBack(boolean batching) throws IOException {
    byte[] model =
        OnnxModel.graph("handed_back")
            .input("x", FLOAT, dims("N", 2))
            .output("x", FLOAT, dims("N", 2))
            .output("y", FLOAT, dims("N", 2))
            .node("Neg", List.of("x"), List.of("y"))
            .toBytes();
    Tensor input = Tensors.floats("x", Shape.of(1, 2), 1, 2);

    try (OnnxRunner runner = new OnnxRunner(folder, model, batching ? BATCHING : CONFIG);
        RecordingResultSink sink = runner.run(List.of(input), "x", "y")) {
      input.bytes().run(0).putFloat(0, 9);

      assertThat(Tensors.floatsOf(sink.output("x"))).containsExactly(1, 2);
      assertThat(Tensors.floatsOf(sink.output("y"))).containsExactly(-1, -2);
    }
  }

  @Test
  void copiesAnOptionalInputThatIsHandedBack() throws IOException {
    byte[] model =
        OnnxModel.graph("optional")
            .input("x", FLOAT, dims(2))
            .input("bias", FLOAT, dims(2))
            .output("sum", FLOAT, dims(2))
            .output("bias", FLOAT, dims(2))
            .initializer("bias", new long[] {2}, 10f, 20f)
            .node("Add", List.of("x", "bias"), List.of("sum"))
            .toBytes();
    ModelConfig config =
        CONFIG.withInputs(
            List.of(
                ModelInput.of("x", DataType.FP32, Shape.of(2)),
                ModelInput.of("bias", DataType.FP32, Shape.of(2)).withOptional(true)));
    Tensor x = Tensors.floats("x", Shape.of(2), 1, 2);
    Tensor bias = Tensors.floats("bias", Shape.of(2), 5, 5);

    try (OnnxRunner runner = new OnnxRunner(folder, model, config);
        RecordingResultSink given = runner.run(List.of(x, bias), "sum", "bias");
        RecordingResultSink left = runner.run(List.of(x), "sum", "bias")) {
      bias.bytes().run(0).putFloat(0, 9);

      assertThat(Tensors.floatsOf(given.output("sum"))).containsExactly(6, 7);
      assertThat(Tensors.floatsOf(given.output("bias"))).containsExactly(5, 5);
      assertThat(Tensors.floatsOf(left.output("sum"))).containsExactly(11, 22);
      assertThat(Tensors.floatsOf(left.output("bias"))).containsExactly(10, 20);
    }
  }

  private static long[] places(OnnxRunner runner, float... values) {
    Tensor input = Tensors.floats("INPUT0", Shape.of(values.length), values);
    try (RecordingResultSink sink = runner.run(List.of(input), "PLACES")) {
      ByteBuffer bytes = sink.output("PLACES").bytes().asOneRun();
      long[] places = new long[bytes.remaining() / Long.BYTES];
      bytes.asLongBuffer().get(places);
      assertThat(sink.output("PLACES").shape()).isEqualTo(Shape.of(1, places.length));
      return places;
    }
  }

  private static void run(OnnxRunner runner, Shape shape, float... values) {
    Tensor input = Tensors.floats("INPUT0", shape, values);
    try (RecordingResultSink sink = runner.run(List.of(input), "OUTPUT0")) {
      assertThat(sink.output("OUTPUT0").shape()).isEqualTo(shape);
      assertThat(Tensors.floatsOf(sink.output("OUTPUT0"))).containsExactly(values);
    }
  }
}
