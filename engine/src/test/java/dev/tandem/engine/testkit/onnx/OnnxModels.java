package dev.tandem.engine.testkit.onnx;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.Dims.unknownRank;
import static dev.tandem.engine.testkit.onnx.OnnxAttribute.attribute;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;

import java.util.List;

/** The models that many tests use, as the bytes of a {@code model.onnx}. */
public final class OnnxModels {
  private static final long[] SCALAR = {};

  private OnnxModels() {}

  /** INPUT0 comes back as OUTPUT0; the dims are those of {@link Dims#dims}. */
  public static byte[] identity(OnnxType type, Object... dims) {
    return OnnxModel.graph("identity")
        .input("INPUT0", type, dims(dims))
        .output("OUTPUT0", type, dims(dims))
        .node("Identity", List.of("INPUT0"), List.of("OUTPUT0"))
        .toBytes();
  }

  /**
   * Triton's "simple": OUTPUT0 is INPUT0 + INPUT1 and OUTPUT1 is INPUT0 - INPUT1, all of them [N,
   * 16]. Strings are read and written as decimal numbers.
   */
  public static byte[] addSub(OnnxType type) {
    OnnxType sumType = sumType(type);
    boolean direct = sumType == type;
    OnnxModel model =
        OnnxModel.graph("add_sub")
            .input("INPUT0", type, dims("N", 16))
            .input("INPUT1", type, dims("N", 16))
            .output("OUTPUT0", type, dims("N", 16))
            .output("OUTPUT1", type, dims("N", 16));
    if (direct) {
      return model
          .node("Add", List.of("INPUT0", "INPUT1"), List.of("OUTPUT0"))
          .node("Sub", List.of("INPUT0", "INPUT1"), List.of("OUTPUT1"))
          .toBytes();
    }
    OnnxAttribute toSumType = attribute("to", sumType.number());
    OnnxAttribute toType = attribute("to", type.number());
    return model
        .node("Cast", List.of("INPUT0"), List.of("a"), toSumType)
        .node("Cast", List.of("INPUT1"), List.of("b"), toSumType)
        .node("Add", List.of("a", "b"), List.of("sum"))
        .node("Sub", List.of("a", "b"), List.of("difference"))
        .node("Cast", List.of("sum"), List.of("OUTPUT0"), toType)
        .node("Cast", List.of("difference"), List.of("OUTPUT1"), toType)
        .toBytes();
  }

  /** TensorFlow Serving's example: y = x / 2 + 2 for x of any rank. */
  public static byte[] halfPlusTwo() {
    return OnnxModel.graph("half_plus_two")
        .input("x", FLOAT, unknownRank())
        .output("y", FLOAT, unknownRank())
        .initializer("half", SCALAR, 0.5f)
        .initializer("two", SCALAR, 2f)
        .node("Mul", List.of("x", "half"), List.of("half_x"))
        .node("Add", List.of("half_x", "two"), List.of("y"))
        .toBytes();
  }

  /** The type to add in: ONNX Runtime has no Add on the CPU for some element types. */
  private static OnnxType sumType(OnnxType type) {
    return switch (type) {
      case FLOAT, DOUBLE, INT32, INT64 -> type;
      case FLOAT16, BFLOAT16 -> FLOAT;
      case INT8, INT16, UINT8, UINT16, STRING -> OnnxType.INT32;
      case UINT32, UINT64 -> OnnxType.INT64;
      case BOOL -> throw new IllegalArgumentException("type: BOOL (expected: a number or STRING)");
    };
  }
}
