package dev.tandem.benchmarks.memory;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;

import dev.tandem.engine.testkit.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Writes a model of about 100 MB, in a process of its own: the heap that it takes would count in
 * what is measured.
 */
final class LargeModel {
  static final String NAME = "large";
  private static final int LAYERS = 6;
  private static final int WIDTH = 2048;
  private static final long PATIENCE_SECONDS = 120;

  private LargeModel() {}

  /** Writes the model into the repository that is the only argument. */
  public static void main(String[] args) throws IOException {
    Random random = new Random(11);
    OnnxModel model =
        OnnxModel.graph(NAME)
            .input("INPUT", FLOAT, dims("N", WIDTH))
            .output("OUTPUT", FLOAT, dims("N", WIDTH));
    String from = "INPUT";
    for (int layer = 0; layer < LAYERS; layer++) {
      float[] weights = new float[WIDTH * WIDTH];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextFloat() / WIDTH;
      }
      String to = layer == LAYERS - 1 ? "OUTPUT" : "features" + layer;
      model
          .initializer("weights" + layer, new long[] {WIDTH, WIDTH}, weights)
          .node("MatMul", List.of(from, "weights" + layer), List.of(to));
      from = to;
    }
    Path version = Files.createDirectories(Path.of(args[0], NAME, "1"));
    Files.write(version.resolve("model.onnx"), model.toBytes());
  }

  static void write(Path repository) throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1500m",
                LargeModel.class.getName(),
                repository.toString())
            .inheritIO()
            .start();
    if (!writer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || writer.exitValue() != 0) {
      writer.destroyForcibly();
      throw new IOException("the model was not written");
    }
  }
}
