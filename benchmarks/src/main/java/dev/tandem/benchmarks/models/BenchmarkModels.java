package dev.tandem.benchmarks.models;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxAttribute.attribute;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static dev.tandem.engine.testkit.onnx.OnnxType.INT32;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes the model repository that a server is measured on. */
public final class BenchmarkModels {
  private static final int SUM_WIDTH = 16;
  private static final int[] MLP_WIDTHS = {512, 1024, 1024, 10};
  private static final int IMAGE_SIDE = 224;
  private static final int[] CNN_CHANNELS = {3, 16, 32, 64, 128};
  private static final int CNN_CLASSES = 1000;

  private BenchmarkModels() {}

  public static void write(Path repository) throws IOException {
    byte[] identity =
        OnnxModel.graph("identity")
            .input("INPUT", FLOAT, dims("N", "D"))
            .output("OUTPUT", FLOAT, dims("N", "D"))
            .node("Identity", List.of("INPUT"), List.of("OUTPUT"))
            .toBytes();
    byte[] mlp = mlp();
    write(repository, "id", identity, BenchmarkConfig.floats("id", 64, 1, "-1", "-1", ""));
    write(repository, "id3", BenchmarkConfig.ENSEMBLE);
    write(
        repository,
        "id_dyn",
        identity,
        BenchmarkConfig.floats("id_dyn", 64, 1, "-1", "-1", BenchmarkConfig.BATCHING));
    write(
        repository,
        "cached",
        identity,
        BenchmarkConfig.floats("cached", 64, 1, "-1", "-1", BenchmarkConfig.CACHED));
    write(repository, "sum", sum(), BenchmarkConfig.SUM);
    write(repository, "simple", OnnxModels.addSub(INT32), BenchmarkConfig.SIMPLE);
    write(repository, "mlp", mlp, BenchmarkConfig.floats("mlp", 64, 1, "512", "10", ""));
    write(
        repository,
        "mlp_dyn",
        mlp,
        BenchmarkConfig.floats("mlp_dyn", 64, 2, "512", "10", BenchmarkConfig.BATCHING));
    write(
        repository,
        "mlp_delay",
        mlp,
        BenchmarkConfig.floats("mlp_delay", 64, 2, "512", "10", BenchmarkConfig.DELAYED_BATCHING));
    write(
        repository,
        "cnn",
        cnn(),
        BenchmarkConfig.floats("cnn", 16, 2, "3, 224, 224", "1000", BenchmarkConfig.BATCHING));
  }

  private static void write(Path repository, String model, String config) throws IOException {
    Path folder = Files.createDirectories(repository.resolve(model));
    Files.write(folder.resolve("config.pbtxt"), config.getBytes(UTF_8));
  }

  /** Writes a model without a configuration. */
  public static void write(Path repository, String model, byte[] onnx) throws IOException {
    Path version = Files.createDirectories(repository.resolve(model).resolve("1"));
    Files.write(version.resolve("model.onnx"), onnx);
  }

  private static void write(Path repository, String model, byte[] onnx, String config)
      throws IOException {
    write(repository, model, onnx);
    Files.write(repository.resolve(model).resolve("config.pbtxt"), config.getBytes(UTF_8));
  }

  private static byte[] sum() {
    return OnnxModel.graph("sum")
        .input("INPUT", FLOAT, dims("N", SUM_WIDTH))
        .input("CONTINUES", FLOAT, dims("N", 1))
        .input("SUM_IN", FLOAT, dims("N", SUM_WIDTH))
        .output("OUTPUT", FLOAT, dims("N", SUM_WIDTH))
        .output("SUM_OUT", FLOAT, dims("N", SUM_WIDTH))
        .node("Mul", List.of("SUM_IN", "CONTINUES"), List.of("before"))
        .node("Add", List.of("INPUT", "before"), List.of("OUTPUT"))
        .node("Identity", List.of("OUTPUT"), List.of("SUM_OUT"))
        .toBytes();
  }

  /** A multi-layer perceptron. */
  public static byte[] mlp() {
    Random random = new Random(7);
    int last = MLP_WIDTHS.length - 1;
    OnnxModel model =
        OnnxModel.graph("mlp")
            .input("INPUT", FLOAT, dims("N", MLP_WIDTHS[0]))
            .output("OUTPUT", FLOAT, dims("N", MLP_WIDTHS[last]));
    String from = "INPUT";
    for (int i = 0; i < last; i++) {
      boolean answers = i == last - 1;
      String sums = answers ? "OUTPUT" : "sums" + i;
      dense(model, i, MLP_WIDTHS[i], MLP_WIDTHS[i + 1], from, sums, random);
      if (!answers) {
        model.node("Relu", List.of(sums), List.of("features" + i));
      }
      from = "features" + i;
    }
    return model.toBytes();
  }

  /** A convolutional network for images. */
  public static byte[] cnn() {
    Random random = new Random(9);
    OnnxModel model =
        OnnxModel.graph("cnn")
            .input("INPUT", FLOAT, dims("N", CNN_CHANNELS[0], IMAGE_SIDE, IMAGE_SIDE))
            .output("OUTPUT", FLOAT, dims("N", CNN_CLASSES));
    String from = "INPUT";
    for (int i = 0; i < CNN_CHANNELS.length - 1; i++) {
      halvingConvolution(model, i, CNN_CHANNELS[i], CNN_CHANNELS[i + 1], from, random);
      from = "planes" + i;
    }
    model
        .node("GlobalAveragePool", List.of(from), List.of("means"))
        .node("Flatten", List.of("means"), List.of("features"));
    int features = CNN_CHANNELS[CNN_CHANNELS.length - 1];
    dense(model, 0, features, CNN_CLASSES, "features", "OUTPUT", random);
    return model.toBytes();
  }

  /** A 3x3 convolution that leaves a quarter of the pixels, and a ReLU. */
  private static void halvingConvolution(
      OnnxModel model, int index, int inputs, int outputs, String from, Random random) {
    String kernel = "convolution_kernel" + index;
    int taps = inputs * Convolution.WINDOW * Convolution.WINDOW;
    long[] dims = {outputs, inputs, Convolution.WINDOW, Convolution.WINDOW};
    model
        .initializer(kernel, dims, Weights.random(outputs * taps, taps, random).values)
        .node(
            "Conv",
            List.of(from, kernel),
            List.of("convolved" + index),
            attribute("strides", new long[] {2, 2}),
            attribute("pads", new long[] {1, 1, 1, 1}))
        .node("Relu", List.of("convolved" + index), List.of("planes" + index));
  }

  private static void dense(
      OnnxModel model, int index, int inputs, int outputs, String from, String to, Random random) {
    String kernel = "kernel" + index;
    String bias = "bias" + index;
    model
        .initializer(
            kernel,
            new long[] {inputs, outputs},
            Weights.random(inputs * outputs, inputs, random).values)
        .initializer(bias, new long[] {outputs}, Weights.random(outputs, inputs, random).values)
        .node("Gemm", List.of(from, kernel, bias), List.of(to));
  }
}
