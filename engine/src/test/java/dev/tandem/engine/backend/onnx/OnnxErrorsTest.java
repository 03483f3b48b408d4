package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.OnnxRunner.CONFIG;
import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static dev.tandem.engine.testkit.onnx.OnnxType.INT64;
import static dev.tandem.engine.testkit.onnx.OnnxType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxErrorsTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Test
  void aRunThatFailsIsToldInTritonsWords() throws IOException {
    byte[] model =
        OnnxModel.graph("failing")
            .input("INDEX", INT64, dims(2))
            .output("VALUE", FLOAT, dims(2))
            .initializer("table", new long[] {5}, 1f, 2f, 3f, 4f, 5f)
            .node("Gather", List.of("table", "INDEX"), List.of("VALUE"))
            .toBytes();

    assertFails(
        model,
        List.of(Tensors.longs("INDEX", Shape.of(2), 0, 99)),
        "VALUE",
        Reason.EXECUTION_FAILED,
        "onnx runtime error 2: Non-zero status code returned while running Gather node."
            + " Name:'Gather0' Status Message: indices element out of data bounds, idx=99 must be"
            + " within the inclusive range [-5,4]");
  }

  @Test
  void aNumberThatIsNoneIsToldInTritonsWords() throws IOException {
    String[] words = new String[16];
    Arrays.fill(words, "x");
    Shape shape = Shape.of(1, 16);

    ServingException failure =
        failure(
            OnnxModels.addSub(STRING),
            List.of(
                Tensors.strings("INPUT0", shape, words), Tensors.strings("INPUT1", shape, words)),
            "OUTPUT0");

    assertThat(failure.reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(failure.text())
        .matches(
            "onnx runtime error 6: Non-zero status code returned while running Cast node\\."
                + " Name:'Cast[01]' Status Message: stoll");
  }

  @Test
  void aShapeThatTheGraphDoesNotTakeIsRefused() throws IOException {
    assertFails(
        OnnxModels.identity(FLOAT, "N", 4),
        List.of(Tensors.floats("INPUT0", Shape.of(1, 2), 1, 2)),
        "OUTPUT0",
        Reason.EXECUTION_FAILED,
        """
        onnx runtime error 2: Got invalid dimensions for input: INPUT0 for the following indices
         index: 1 Got: 2 Expected: 4
         Please fix either the inputs/outputs or the model.""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void memoryThatIsNotThereIsToldApart(String arena) throws IOException {
    byte[] model =
        OnnxModel.graph("huge")
            .input("shape", INT64, dims(2))
            .output("y", FLOAT, dims("A", "B"))
            .initializer("one", new long[] {1}, 1f)
            .node("Expand", List.of("one", "shape"), List.of("y"))
            .toBytes();

    try (OnnxRunner runner =
        new OnnxRunner(folder, model, CONFIG.withParameters(Map.of("enable_mem_arena", arena)))) {
      ServingException failure =
          failure(runner, List.of(Tensors.longs("shape", Shape.of(2), 1L << 22, 1L << 22)), "y");

      assertThat(failure.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
      assertThat(failure.text()).startsWith("onnx runtime error ");
    }
  }

  @Test
  void outputsThatAreNoTensorsAreRefused() throws IOException {
    byte[] model =
        OnnxModel.graph("sequence")
            .input("x", FLOAT, dims("N"))
            .output("a", FLOAT, dims("N"))
            .sequenceOutput("b", FLOAT)
            .output("c", FLOAT, dims("N"))
            .node("Neg", List.of("x"), List.of("a"))
            .node("SequenceConstruct", List.of("x", "a"), List.of("b"))
            .node("Abs", List.of("x"), List.of("c"))
            .toBytes();

    try (OnnxRunner runner = new OnnxRunner(folder, model, CONFIG)) {
      List<Tensor> inputs = List.of(Tensors.floats("x", Shape.of(1), 1));
      ServingException failure =
          catchThrowableOfType(
              ServingException.class, () -> runner.run(inputs, "a", "b", "c").close());

      assertThat(failure.reason()).isEqualTo(Reason.UNSUPPORTED);
      assertThat(failure.text())
          .isEqualTo(
              "output 'b' is of type ONNX_TYPE_SEQUENCE (expected: a tensor of a type that the"
                  + " protocols carry)");
      runner.run(inputs, "a", "c").close();
    }
  }

  @Test
  void bytesThatDoNotFillTheirShapeAreRefused() throws IOException {
    assertFails(
        OnnxModels.identity(FLOAT, "N", 4),
        List.of(Tensors.floats("INPUT0", Shape.of(1, 4), 1, 2, 3, 4, 5)),
        "OUTPUT0",
        Reason.INVALID_TENSOR,
        "input 'INPUT0' holds 20 bytes (expected: 16 for FP32 of shape [1,4])");
  }

  @Test
  void bytesInTheJavaHeapAreRefused() throws IOException {
    Tensor heap =
        new Tensor("INPUT0", DataType.FP32, Shape.of(1), TensorBytes.wrap(ByteBuffer.allocate(4)));

    assertFails(
        OnnxModels.identity(FLOAT, "N"),
        List.of(heap),
        "OUTPUT0",
        Reason.INTERNAL,
        "input 'INPUT0' is scattered (expected: one native run)");
  }

  @Test
  void outputsThatTheModelDoesNotHaveAreRefused() throws IOException {
    assertFails(
        OnnxModels.identity(FLOAT, "N"),
        List.of(Tensors.floats("INPUT0", Shape.of(1), 1)),
        "OUTPUT7",
        Reason.INTERNAL,
        "model 'm' has no outputs [OUTPUT7]");
  }

  @Test
  void inputsThatTheModelDoesNotHaveAreRefused() throws IOException {
    assertFails(
        OnnxModels.identity(FLOAT, "N"),
        List.of(Tensors.floats("INPUT0", Shape.of(1), 1), Tensors.floats("INPUT7", Shape.of(1), 1)),
        "OUTPUT0",
        Reason.EXECUTION_FAILED,
        "onnx runtime error 2: Invalid input name: INPUT7");
  }

  @Test
  void filesThatAreNoModelsAreRefusedWithTheReason() throws IOException {
    Path file = folder.resolve("model.onnx");

    Files.write(file, Arrays.copyOf(OnnxModels.identity(FLOAT, "N"), 40));
    assertThat(openFailure(file).text())
        .isEqualTo(
            "onnx runtime error 7: Load model from " + file + " failed:Protobuf parsing failed.");

    Files.write(file, new byte[0]);
    assertThat(openFailure(file).text())
        .startsWith("onnx runtime error 1: Load model from " + file + " failed:")
        .endsWith("ModelProto does not have a graph.");

    Files.delete(file);
    assertThat(openFailure(file).text())
        .isEqualTo(
            "onnx runtime error 3: Load model from "
                + file
                + " failed:Load model "
                + file
                + " failed. File doesn't exist");
    assertThat(openFailure(file).reason()).isEqualTo(Reason.INTERNAL);
  }

  @ParameterizedTest
  @CsvSource({
    "ORT_OK, 0",
    "ORT_JAVA_UNKNOWN, 1",
    "ORT_FAIL, 1",
    "ORT_INVALID_ARGUMENT, 2",
    "ORT_NO_SUCHFILE, 3",
    "ORT_NO_MODEL, 4",
    "ORT_ENGINE_ERROR, 5",
    "ORT_RUNTIME_EXCEPTION, 6",
    "ORT_INVALID_PROTOBUF, 7",
    "ORT_MODEL_LOADED, 8",
    "ORT_NOT_IMPLEMENTED, 9",
    "ORT_INVALID_GRAPH, 10",
    "ORT_EP_FAIL, 11",
    "ORT_MODEL_LOAD_CANCELED, 12",
    "ORT_MODEL_REQUIRES_COMPILATION, 13",
    "ORT_NOT_FOUND, 14",
    "ORT_DEVICE_RESET, 15",
  })
  void everyCodeHasItsNumber(OrtErrorCode code, int number) {
    assertThat(OrtErrors.text(new OrtException(code, "what went wrong\n")))
        .isEqualTo("onnx runtime error " + number + ": what went wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Failed to allocate memory for requested buffer of size 1024",
        "BFC Arena ran out of memory trying to allocate 1024",
        "Available memory of 512 is smaller than requested bytes of 1024",
        "CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0",
        "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0",
      })
  void aGpuWithoutMemoryIsToldApart(String message) {
    OrtException error = new OrtException(OrtErrorCode.ORT_FAIL, message);

    assertThat(OrtErrors.running(error).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(OrtErrors.loading(error).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
  }

  @Test
  void anotherFailureOfAGpuIsNoMatterOfMemory() {
    OrtException error =
        new OrtException(
            OrtErrorCode.ORT_FAIL, "CUDA failure 209: no kernel image is available ; GPU=0");

    assertThat(OrtErrors.running(error).reason()).isEqualTo(Reason.EXECUTION_FAILED);
  }

  @Test
  void anOutputOfAGpuThatDoesNotFitIsNotNamed() {
    OrtException onGpu = new OrtException(OrtErrorCode.ORT_FAIL, "Tensor size mismatch");
    OrtException onCpu =
        new OrtException(
            OrtErrorCode.ORT_INVALID_ARGUMENT, "OrtValue provided for output 'y' has shape {2}");

    assertThat(OrtErrors.isPinnedShapeMismatch(onGpu, "y")).isTrue();
    assertThat(OrtErrors.isPinnedShapeMismatch(onCpu, "y")).isTrue();
    assertThat(OrtErrors.isPinnedShapeMismatch(onCpu, "z")).isFalse();
  }

  private ServingException openFailure(Path file) {
    OnnxBackend backend = new OnnxBackend(new NativePool(0), Map.of());
    return catchThrowableOfType(
        ServingException.class, () -> backend.open(new ModelSource("m", 1, file, CONFIG)));
  }

  private void assertFails(
      byte[] model, List<Tensor> inputs, String output, Reason reason, String text)
      throws IOException {
    ServingException failure = failure(model, inputs, output);
    assertThat(failure.text()).isEqualTo(text);
    assertThat(failure.reason()).isEqualTo(reason);
  }

  private ServingException failure(byte[] model, List<Tensor> inputs, String output)
      throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, model, CONFIG)) {
      return failure(runner, inputs, output);
    }
  }

  private static ServingException failure(OnnxRunner runner, List<Tensor> inputs, String output) {
    return catchThrowableOfType(ServingException.class, () -> runner.run(inputs, output).close());
  }
}
