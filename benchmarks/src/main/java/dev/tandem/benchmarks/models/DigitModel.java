package dev.tandem.benchmarks.models;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxAttribute.attribute;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.testkit.onnx.OnnxModel;
import java.util.List;
import java.util.Map;

/** The files of the model {@code digits}, which needs a trained network. */
final class DigitModel {
  static final String PATH = "digits/1/model.onnx";

  private static final String CONFIG =
      """
      name: "digits"
      platform: "onnxruntime_onnx"
      max_batch_size: 64
      input [
        { name: "image" data_type: TYPE_FP32 dims: [ 8, 8 ] }
      ]
      output [
        { name: "probabilities" data_type: TYPE_FP32 dims: [ 10 ] label_filename: "labels.txt" }
      ]
      instance_group [ { count: 1 kind: KIND_CPU } ]
      dynamic_batching { }
      """;

  private static final String LABELS =
      """
      zero
      one
      two
      three
      four
      five
      six
      seven
      eight
      nine
      """;

  private DigitModel() {}

  /** Everything but the weights. */
  static Map<String, byte[]> texts() {
    return Map.of(
        "digits/config.pbtxt", CONFIG.getBytes(UTF_8), "digits/labels.txt", LABELS.getBytes(UTF_8));
  }

  /** The network with its scaling in front and a softmax behind, as a {@code model.onnx}. */
  static byte[] toOnnx(DigitNetwork network) {
    OnnxModel model =
        OnnxModel.graph("digits")
            .input("image", FLOAT, dims("N", Digit.SIDE, Digit.SIDE))
            .output("probabilities", FLOAT, dims("N", Digit.CLASSES))
            .initializer("scale", new long[] {}, 1f / Digit.BLACK)
            .initializer("channel_axis", new long[] {1}, new long[] {1})
            .node("Mul", List.of("image", "scale"), List.of("scaled"))
            .node("Unsqueeze", List.of("scaled", "channel_axis"), List.of("planes"));
    appendConvolution(model, network.first, "planes", "first");
    model.node(
        "MaxPool",
        List.of("first"),
        List.of("pooled"),
        attribute("kernel_shape", new long[] {MaxPool.WINDOW, MaxPool.WINDOW}),
        attribute("strides", new long[] {MaxPool.WINDOW, MaxPool.WINDOW}));
    appendConvolution(model, network.second, "pooled", "second");
    Dense last = network.last;
    long inputs = last.kernel.values.length / Digit.CLASSES;
    return model
        .node(
            "Transpose",
            List.of("second"),
            List.of("channels_last"),
            attribute("perm", new long[] {0, 2, 3, 1}))
        .node("Flatten", List.of("channels_last"), List.of("features"))
        .initializer("last_kernel", new long[] {inputs, Digit.CLASSES}, last.kernel.values)
        .initializer("last_bias", new long[] {Digit.CLASSES}, last.bias.values)
        .node("Gemm", List.of("features", "last_kernel", "last_bias"), List.of("scores"))
        .node("Softmax", List.of("scores"), List.of("probabilities"), attribute("axis", 1))
        .toBytes();
  }

  /** Appends the convolution and the ReLU behind it. */
  private static void appendConvolution(
      OnnxModel model, Convolution convolution, String input, String output) {
    String kernel = output + "_kernel";
    String bias = output + "_bias";
    String sums = output + "_sums";
    long window = Convolution.WINDOW;
    long[] kernelDims = {convolution.outputs(), convolution.inputs(), window, window};
    model
        .initializer(kernel, kernelDims, outputsFirst(convolution))
        .initializer(bias, new long[] {convolution.outputs()}, convolution.bias.values)
        .node(
            "Conv",
            List.of(input, kernel, bias),
            List.of(sums),
            attribute("pads", new long[] {1, 1, 1, 1}))
        .node("Relu", List.of(sums), List.of(output));
  }

  /** The kernel in the order that ONNX wants: [outputs, inputs, 3, 3]. */
  private static float[] outputsFirst(Convolution convolution) {
    int outputs = convolution.outputs();
    int inputs = convolution.inputs();
    int window = Convolution.WINDOW * Convolution.WINDOW;
    float[] ordered = new float[outputs * inputs * window];
    for (int i = 0; i < ordered.length; i++) {
      int output = i / (inputs * window);
      int input = i / window % inputs;
      ordered[i] = convolution.kernel.values[(i % window * inputs + input) * outputs + output];
    }
    return ordered;
  }
}
