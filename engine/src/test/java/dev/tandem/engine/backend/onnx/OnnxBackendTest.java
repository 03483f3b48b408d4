package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxBackendTest {
  private final OnnxBackend backend = new OnnxBackend(new NativePool(0), Map.of());

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Test
  void describesAFileOrTheFolderAroundIt() throws IOException {
    Path file = Files.write(folder.resolve("model.onnx"), OnnxModels.identity(FLOAT, "N", 4));

    assertThat(backend.describe(file).orElseThrow().inputs())
        .containsExactly(
            new GraphTensor("INPUT0", DataType.FP32, Shape.of(Shape.VARIABLE, 4), false));
    assertThat(backend.describe(folder)).isEqualTo(backend.describe(file));
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path file = Files.write(folder.resolve("model.onnx"), new byte[0]);

    assertThatThrownBy(() -> backend.describe(file))
        .isInstanceOf(ServingException.class)
        .hasMessage("model file '%s': not an ONNX model: it is empty", file);
    assertThatThrownBy(() -> backend.describe(folder.resolve("none.onnx")))
        .isInstanceOf(ServingException.class)
        .hasMessage("unable to find '%s', the file of the model", folder.resolve("none.onnx"));
  }

  @Test
  void isKnownByTritonsName() {
    assertThat(backend.name()).isEqualTo("onnxruntime");
  }

  @Test
  void refusesABackendConfigurationWithWrongValues() {
    assertThatThrownBy(
            () -> new OnnxBackend(new NativePool(0), Map.of("intra_op_thread_count", "many")))
        .isInstanceOf(ServingException.class)
        .hasMessage(
            "backend 'onnxruntime': parameter 'intra_op_thread_count': 'many' (expected: a number"
                + " >= 0)");
  }
}
