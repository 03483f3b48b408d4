package dev.tandem.benchmarks.models;

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
 * Writes a model of many megabytes, in a process of its own: a heap that has held it once would
 * stay as large for as long as the benchmark runs.
 */
public final class LargeModel {
  public static final String NAME = "large";

  /** Elements of an input's row. */
  public static final int WIDTH = 2048;

  private static final double LAYER_MEGABYTES = WIDTH * WIDTH * Float.BYTES / 1e6;
  private static final long PATIENCE_SECONDS = 120;

  private LargeModel() {}

  /** Writes the model into the repository that is the first argument, with so many layers. */
  public static void main(String[] args) throws IOException {
    int layers = Integer.parseInt(args[1]);
    Random random = new Random(11);
    OnnxModel model =
        OnnxModel.graph(NAME)
            .input("INPUT", FLOAT, dims("N", WIDTH))
            .output("OUTPUT", FLOAT, dims("N", WIDTH));
    String from = "INPUT";
    for (int layer = 0; layer < layers; layer++) {
      float[] weights = new float[WIDTH * WIDTH];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextFloat() / WIDTH;
      }
      String to = layer == layers - 1 ? "OUTPUT" : "features" + layer;
      model
          .initializer("weights" + layer, new long[] {WIDTH, WIDTH}, weights)
          .node("MatMul", List.of(from, "weights" + layer), List.of(to));
      from = to;
    }
    Path version = Files.createDirectories(Path.of(args[0], NAME, "1"));
    Files.write(version.resolve("model.onnx"), model.toBytes());
  }

  /** Writes a model of as many whole layers as come nearest to {@code megabytes}. */
  public static void write(Path repository, int megabytes)
      throws IOException, InterruptedException {
    long layers = Math.max(1, Math.round(megabytes / LAYER_MEGABYTES));
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx2g",
                LargeModel.class.getName(),
                repository.toString(),
                Long.toString(layers))
            .inheritIO()
            .start();
    if (!writer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || writer.exitValue() != 0) {
      writer.destroyForcibly();
      throw new IOException("the model was not written");
    }
  }
}
