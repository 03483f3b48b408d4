package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.testkit.onnx.Dims.dims;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.testkit.BackendContract;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class OnnxContractTest extends BackendContract {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Override
  protected Backend backend() {
    return new OnnxBackend(pool, Map.of());
  }

  @Override
  protected ModelSource identity(DataType type) {
    OnnxType onnxType = OnnxRunner.onnxType(type);
    byte[] model =
        OnnxModel.graph("identity")
            .input("INPUT0", onnxType, dims("N", "D"))
            .input("INPUT1", onnxType, dims("N", "D"))
            .output("OUTPUT0", onnxType, dims("N", "D"))
            .output("OUTPUT1", onnxType, dims("N", "D"))
            .node("Identity", List.of("INPUT0"), List.of("OUTPUT0"))
            .node("Identity", List.of("INPUT1"), List.of("OUTPUT1"))
            .toBytes();
    try {
      Path file = Files.write(folder.resolve("model.onnx"), model);
      return new ModelSource("identity", 1, file, identityConfig(type));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
