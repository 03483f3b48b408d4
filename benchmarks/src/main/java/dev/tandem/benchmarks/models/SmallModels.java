package dev.tandem.benchmarks.models;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static dev.tandem.engine.testkit.onnx.OnnxType.INT32;
import static dev.tandem.engine.testkit.onnx.OnnxType.STRING;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The files of the models that need no training, by their path in the repository. */
final class SmallModels {
  private static final String SIMPLE_CONFIG =
      """
      name: "simple"
      platform: "onnxruntime_onnx"
      max_batch_size: 8
      input [
        { name: "INPUT0" data_type: TYPE_INT32 dims: [ 16 ] },
        { name: "INPUT1" data_type: TYPE_INT32 dims: [ 16 ] }
      ]
      output [
        { name: "OUTPUT0" data_type: TYPE_INT32 dims: [ 16 ] },
        { name: "OUTPUT1" data_type: TYPE_INT32 dims: [ 16 ] }
      ]
      instance_group [ { count: 1 kind: KIND_CPU } ]
      """;

  private static final String SIMPLE_IDENTITY_CONFIG =
      """
      name: "simple_identity"
      platform: "onnxruntime_onnx"
      max_batch_size: 8
      input [
        { name: "INPUT0" data_type: TYPE_STRING dims: [ -1 ] }
      ]
      output [
        { name: "OUTPUT0" data_type: TYPE_STRING dims: [ -1 ] }
      ]
      instance_group [ { count: 1 kind: KIND_CPU } ]
      """;

  private SmallModels() {}

  static Map<String, byte[]> files() {
    return Map.of(
        "simple/1/model.onnx", OnnxModels.addSub(INT32),
        "simple/config.pbtxt", SIMPLE_CONFIG.getBytes(UTF_8),
        "simple_identity/1/model.onnx", OnnxModels.identity(STRING, "N", "n"),
        "simple_identity/config.pbtxt", SIMPLE_IDENTITY_CONFIG.getBytes(UTF_8),
        "half_plus_two/1/model.onnx", OnnxModels.halfPlusTwo(),
        "half_plus_two/1/signatures.pbtxt", HalfPlusTwoSignatures.TEXT.getBytes(UTF_8),
        "mlp/1/model.onnx", mlp());
  }

  private static byte[] mlp() {
    Random random = new Random(7);
    return OnnxModel.graph("mlp")
        .input("INPUT", FLOAT, dims("N", 32))
        .output("OUTPUT", FLOAT, dims("N", 4))
        .initializer("first_kernel", new long[] {32, 64}, sixteenths(32 * 64, random))
        .initializer("first_bias", new long[] {64}, sixteenths(64, random))
        .initializer("second_kernel", new long[] {64, 4}, sixteenths(64 * 4, random))
        .initializer("second_bias", new long[] {4}, sixteenths(4, random))
        .node("Gemm", List.of("INPUT", "first_kernel", "first_bias"), List.of("sums"))
        .node("Relu", List.of("sums"), List.of("features"))
        .node("Gemm", List.of("features", "second_kernel", "second_bias"), List.of("OUTPUT"))
        .toBytes();
  }

  /** From -1/2 to 1/2 in sixteenths: products and sums of few such numbers are exact. */
  private static float[] sixteenths(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (random.nextInt(17) - 8) / 16f;
    }
    return values;
  }
}
