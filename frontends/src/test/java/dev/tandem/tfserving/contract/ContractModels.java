package dev.tandem.tfserving.contract;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.Dims.unknownRank;
import static dev.tandem.engine.testkit.onnx.OnnxAttribute.attribute;

import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.engine.testkit.onnx.OnnxType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The models that the contract is tried on, as folders of versions. */
final class ContractModels {
  private static final String LABELS =
      "version_labels { key: 'stable' value: 1 } version_labels { key: 'canary' value: 123 }"
          + " version_labels { key: 'gone' value: 9 }";

  /** Of half plus two, by examples. */
  private static final String SIGNATURES =
      """
      signature_def { key: "regress" value {
        inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING } }
        outputs { key: "outputs" value { name: "y:0" } }
        method_name: "tensorflow/serving/regress" } }
      signature_def { key: "classify" value {
        inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING } }
        outputs { key: "scores" value { name: "y:0" } }
        method_name: "tensorflow/serving/classify" } }
      """;

  private ContractModels() {}

  /** Writes all of them; gives the text of their config file. */
  static String write(Path folder) throws IOException {
    StringBuilder config = new StringBuilder("model_config_list {\n");
    write(folder, "half_plus_two/00000001", OnnxModels.halfPlusTwo());
    write(folder, "half_plus_two/123", OnnxModels.halfPlusTwo());
    config.append(entry(folder, "half_plus_two", "model_version_policy { all {} } " + LABELS));
    write(folder, "pair/1", pair());
    write(folder, "rows/1", rows());
    write(folder, "total/1", total());
    write(folder, "uneven/1", uneven());
    write(folder, "text/1", text());
    write(folder, "a_b/1", OnnxModels.halfPlusTwo());
    for (String name : List.of("pair", "rows", "total", "uneven", "text")) {
      config.append(entry(folder, name, ""));
    }
    config.append(
        "  config { name: 'a/b:c' base_path: '%s' model_platform: 'onnx' }%n"
            .formatted(folder.resolve("a_b")));
    for (String name : List.of("examples", "counted")) {
      write(folder, name + "/1", OnnxModels.halfPlusTwo());
      Files.writeString(folder.resolve(name + "/1/signatures.pbtxt"), SIGNATURES);
      config.append(entry(folder, name, ""));
    }
    for (OnnxType type : OnnxType.values()) {
      write(folder, echo(type) + "/1", identity(type));
      config.append(entry(folder, echo(type), ""));
    }
    write(folder, "broken/1", new byte[] {1, 2, 3});
    config.append(entry(folder, "broken", ""));
    return config.append("}\n").toString();
  }

  /** The model that gives x of a type back as y, whatever its shape. */
  static String echo(OnnxType type) {
    return "echo_" + type.name().toLowerCase(Locale.ROOT);
  }

  private static String entry(Path folder, String name, String more) {
    return "  config { name: '%s' base_path: '%s' model_platform: 'tensorflow' %s }%n"
        .formatted(name, folder.resolve(name), more);
  }

  private static void write(Path folder, String version, byte[] model) throws IOException {
    Path path = Files.createDirectories(folder.resolve(version));
    Files.write(path.resolve("model.onnx"), model);
  }

  private static byte[] identity(OnnxType type) {
    return OnnxModel.graph("echo")
        .input("x", type, unknownRank())
        .output("y", type, unknownRank())
        .node("Identity", List.of("x"), List.of("y"))
        .toBytes();
  }

  /** Two inputs, of which the second is an integer, and both back. */
  private static byte[] pair() {
    return OnnxModel.graph("pair")
        .input("age:0", OnnxType.FLOAT, dims("N"))
        .input("count", OnnxType.INT32, dims("N"))
        .output("a", OnnxType.FLOAT, dims("N"))
        .output("b", OnnxType.INT32, dims("N"))
        .node("Identity", List.of("age:0"), List.of("a"))
        .node("Identity", List.of("count"), List.of("b"))
        .toBytes();
  }

  /** Rows of four numbers. */
  private static byte[] rows() {
    return OnnxModel.graph("rows")
        .input("images", OnnxType.FLOAT, dims("N", 4))
        .output("y", OnnxType.FLOAT, dims("N", 4))
        .node("Identity", List.of("images"), List.of("y"))
        .toBytes();
  }

  /** An output without a batch dimension. */
  private static byte[] total() {
    return OnnxModel.graph("total")
        .input("x", OnnxType.FLOAT, dims("N"))
        .output("y", OnnxType.FLOAT, dims())
        .node("ReduceSum", List.of("x"), List.of("y"), attribute("keepdims", 0))
        .toBytes();
  }

  /** Two outputs of unequal first dimensions. */
  private static byte[] uneven() {
    return OnnxModel.graph("uneven")
        .input("x", OnnxType.FLOAT, dims("N"))
        .output("a", OnnxType.FLOAT, dims("N"))
        .output("b", OnnxType.FLOAT, dims(1))
        .node("Identity", List.of("x"), List.of("a"))
        .node("ReduceSum", List.of("x"), List.of("b"), attribute("keepdims", 1))
        .toBytes();
  }

  /** Strings in and out, once under a name that says that they are bytes. */
  private static byte[] text() {
    return OnnxModel.graph("text")
        .input("x", OnnxType.STRING, dims("N"))
        .output("plain", OnnxType.STRING, dims("N"))
        .output("any_bytes", OnnxType.STRING, dims("N"))
        .node("Identity", List.of("x"), List.of("plain"))
        .node("Identity", List.of("x"), List.of("any_bytes"))
        .toBytes();
  }
}
