package dev.tandem.benchmarks.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.benchmarks.models.BenchmarkModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The models that are measured: a multi-layer perceptron and a convolutional network. */
final class GpuModels {
  static final int MAX_ROWS = 128;

  static final List<GpuModel> ALL =
      List.of(
          new GpuModel("mlp", SampleInput.floats("INPUT", 512), "512", "10"),
          new GpuModel("cnn", SampleInput.floats("INPUT", 3, 224, 224), "3, 224, 224", "1000"));

  /**
   * A model of one input and one output.
   *
   * @param row one row of its input
   */
  record GpuModel(String name, SampleInput row, String inputDims, String outputDims) {}

  private GpuModels() {}

  static void write(Path repository, GpuOptions options) throws IOException {
    BenchmarkModels.write(repository, "mlp", BenchmarkModels.mlp());
    BenchmarkModels.write(repository, "cnn", BenchmarkModels.cnn());
    for (GpuModel model : ALL) {
      Files.write(
          repository.resolve(model.name()).resolve("config.pbtxt"),
          config(model, options).getBytes(UTF_8));
    }
  }

  static Path graph(Path repository, GpuModel model) {
    return repository.resolve(model.name()).resolve("1").resolve("model.onnx");
  }

  static String config(GpuModel model, GpuOptions options) {
    return """
        name: "%s"
        platform: "onnxruntime_onnx"
        max_batch_size: %d
        input [ { name: "INPUT" data_type: TYPE_FP32 dims: [ %s ] } ]
        output [ { name: "OUTPUT" data_type: TYPE_FP32 dims: [ %s ] } ]
        instance_group [ { kind: %s } ]
        dynamic_batching { }
        """
            .formatted(
                model.name(),
                MAX_ROWS,
                model.inputDims(),
                model.outputDims(),
                options.onGpu() ? "KIND_GPU" : "KIND_CPU")
        + accelerators(options);
  }

  private static String accelerators(GpuOptions options) {
    return """
        optimization { execution_accelerators {
          %s
          gpu_execution_accelerator { name: "cuda" parameters { key: "use_tf32" value: "%d" } }
        } }
        """
        .formatted(
            options.tensorRt() ? "gpu_execution_accelerator { name: \"tensorrt\" }" : "",
            options.tensorFloats() ? 1 : 0);
  }
}
