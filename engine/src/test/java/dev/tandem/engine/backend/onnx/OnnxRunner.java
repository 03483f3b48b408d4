package dev.tandem.engine.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.RecordingResultSink;
import dev.tandem.engine.testkit.onnx.OnnxType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One instance of one model in a folder, which leaves no lease behind. */
final class OnnxRunner implements AutoCloseable {
  static final ModelConfig CONFIG = ModelConfig.EMPTY.withName("m");

  final NativePool pool = new NativePool(1 << 20, true);
  final BackendModel model;
  final BackendInstance instance;

  OnnxRunner(Path folder, byte[] onnx, ModelConfig config) throws IOException {
    Files.write(folder.resolve("model.onnx"), onnx);
    model = new OnnxBackend(pool, Map.of()).open(new ModelSource("m", 1, folder, config));
    instance = model.newInstance(Device.CPU);
  }

  RecordingResultSink run(List<Tensor> inputs, String... outputs) {
    RecordingResultSink sink = new RecordingResultSink();
    instance.execute(inputs, List.of(outputs), sink);
    return sink;
  }

  @Override
  public void close() {
    instance.close();
    model.close();
    assertThat(pool.openLeases()).isZero();
  }

  static OnnxType onnxType(DataType type) {
    return switch (type) {
      case FP16 -> OnnxType.FLOAT16;
      case BF16 -> OnnxType.BFLOAT16;
      case FP32 -> OnnxType.FLOAT;
      case FP64 -> OnnxType.DOUBLE;
      case BYTES -> OnnxType.STRING;
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
          OnnxType.valueOf(type.name());
    };
  }
}
