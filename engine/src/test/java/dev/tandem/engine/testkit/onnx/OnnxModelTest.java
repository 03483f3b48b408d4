package dev.tandem.engine.testkit.onnx;

import static dev.tandem.engine.testkit.onnx.Dims.MISSING;
import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.Dims.unknownRank;
import static dev.tandem.engine.testkit.onnx.OnnxAttribute.attribute;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static dev.tandem.engine.testkit.onnx.OnnxType.INT64;
import static dev.tandem.engine.testkit.onnx.OnnxType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxModelTest {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  @ParameterizedTest
  @EnumSource
  void declaresEveryElementType(OnnxType type) throws OrtException {
    try (OrtSession session = open(OnnxModels.identity(type, "N", 16))) {
      TensorInfo input = inputInfo(session);

      assertThat(input.onnxType.name()).isEqualTo("ONNX_TENSOR_ELEMENT_DATA_TYPE_" + type);
      assertThat(input.getShape()).containsExactly(-1, 16);
    }
  }

  @Test
  void namesSymbolicDimensionsAndLeavesMissingOnesOpen() throws OrtException {
    try (OrtSession session = open(OnnxModels.identity(FLOAT, "rows", MISSING, 3))) {
      TensorInfo input = inputInfo(session);

      assertThat(input.getShape()).containsExactly(-1, -1, 3);
      assertThat(input.getDimensionNames()).containsExactly("rows", "", "");
    }
  }

  @Test
  void noDimensionsMakeAScalar() throws OrtException {
    try (OrtSession session = open(OnnxModels.identity(FLOAT));
        OnnxTensor scalar = OnnxTensor.createTensor(environment, 2.5f);
        OrtSession.Result result = session.run(Map.of("INPUT0", scalar))) {
      assertThat(result.get(0).getValue()).isEqualTo(2.5f);
    }
    // ONNX Runtime reports a scalar and an unknown rank alike; MatMul's shape inference does not.
    assertThatThrownBy(() -> open(squared(dims())).close()).hasMessageContaining("wrong rank (0)");
    assertThatCode(() -> open(squared(unknownRank())).close()).doesNotThrowAnyException();
  }

  @Test
  void noShapeTakesEveryRank() throws OrtException {
    try (OrtSession session = open(OnnxModels.halfPlusTwo());
        OnnxTensor scalar = OnnxTensor.createTensor(environment, 1f);
        OnnxTensor matrix = OnnxTensor.createTensor(environment, new float[][] {{1, 2}, {5, 0}});
        OrtSession.Result ofScalar = session.run(Map.of("x", scalar));
        OrtSession.Result ofMatrix = session.run(Map.of("x", matrix))) {
      assertThat(ofScalar.get(0).getValue()).isEqualTo(2.5f);
      assertThat(ofMatrix.get(0).getValue()).isEqualTo(new float[][] {{2.5f, 3}, {4.5f, 2}});
    }
  }

  @Test
  void carriesAttributesOfEveryKind() throws OrtException {
    byte[] model =
        OnnxModel.graph("attributes")
            .input("x", FLOAT, dims(1, 1, 2, 2))
            .output("y", FLOAT, unknownRank())
            .initializer("kernel", new long[] {1, 1, 1, 1}, -2f)
            .node(
                "Conv",
                List.of("x", "kernel"),
                List.of("convolved"),
                attribute("strides", new long[] {2, 1}),
                attribute("auto_pad", "VALID"))
            .node("LeakyRelu", List.of("convolved"), List.of("leaky"), attribute("alpha", 0.25f))
            .node("Flatten", List.of("leaky"), List.of("y"), attribute("axis", 0))
            .toBytes();

    try (OrtSession session = open(model);
        OnnxTensor x =
            OnnxTensor.createTensor(environment, new float[][][][] {{{{1, -3}, {9, 9}}}});
        OrtSession.Result result = session.run(Map.of("x", x))) {
      assertThat(result.get(0).getValue()).isEqualTo(new float[][] {{-0.5f, 6}});
    }
  }

  @Test
  void carriesInitializersOfEveryForm() throws OrtException {
    byte[] model =
        OnnxModel.graph("initializers")
            .output("y", INT64, dims(2))
            .initializer("longs", new long[] {2}, new long[] {Long.MIN_VALUE, 1})
            .initializer("flags", OnnxType.BOOL, new long[] {2}, new byte[] {0, 1})
            .node("Cast", List.of("flags"), List.of("ones"), attribute("to", INT64.number()))
            .node("Add", List.of("longs", "ones"), List.of("y"))
            .toBytes();

    try (OrtSession session = open(model);
        OrtSession.Result result = session.run(Map.of())) {
      assertThat(result.get(0).getValue()).isEqualTo(new long[] {Long.MIN_VALUE, 2});
    }
  }

  @Test
  void addsAndSubtractsNumbers() throws OrtException {
    int[][] a = new int[1][16];
    int[][] b = new int[1][16];
    a[0][3] = 40;
    b[0][3] = 2;

    try (OrtSession session = open(OnnxModels.addSub(OnnxType.INT32));
        OnnxTensor first = OnnxTensor.createTensor(environment, a);
        OnnxTensor second = OnnxTensor.createTensor(environment, b);
        OrtSession.Result result = session.run(Map.of("INPUT0", first, "INPUT1", second))) {
      assertThat(((int[][]) result.get("OUTPUT0").orElseThrow().getValue())[0][3]).isEqualTo(42);
      assertThat(((int[][]) result.get("OUTPUT1").orElseThrow().getValue())[0][3]).isEqualTo(38);
    }
  }

  @Test
  void addsAndSubtractsStrings() throws OrtException {
    String[] sevens = new String[16];
    String[] nines = new String[16];
    Arrays.fill(sevens, "7");
    Arrays.fill(nines, "9");
    long[] shape = {1, 16};

    try (OrtSession session = open(OnnxModels.addSub(STRING));
        OnnxTensor first = OnnxTensor.createTensor(environment, sevens, shape);
        OnnxTensor second = OnnxTensor.createTensor(environment, nines, shape);
        OrtSession.Result result = session.run(Map.of("INPUT0", first, "INPUT1", second))) {
      assertThat(((String[][]) result.get(0).getValue())[0]).containsOnly("16");
      assertThat(((String[][]) result.get(1).getValue())[0]).containsOnly("-2");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOOL")
  void everyTypeThatIsANumberAddsUp(OnnxType type) throws OrtException {
    try (OrtSession session = open(OnnxModels.addSub(type))) {
      assertThat(session.getOutputNames()).containsExactly("OUTPUT0", "OUTPUT1");
    }
  }

  @Test
  void rejectsInitializersOfTheWrongLength() {
    OnnxModel model = OnnxModel.graph("short");

    assertThatThrownBy(() -> model.initializer("w", new long[] {2, 3}, 1f, 2f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("initializer 'w': 8 bytes of FLOAT (expected: 24, not STRING)");
  }

  @Test
  void rejectsDimensionsThatAreNeitherSizesNorNames() {
    assertThatThrownBy(() -> dims("N", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dim: -1 (expected: integer >= 0 or a name)");
  }

  private static byte[] squared(Dims dims) {
    return OnnxModel.graph("squared")
        .input("x", FLOAT, dims)
        .output("y", FLOAT, unknownRank())
        .node("MatMul", List.of("x", "x"), List.of("y"))
        .toBytes();
  }

  private OrtSession open(byte[] model) throws OrtException {
    return environment.createSession(model);
  }

  private static TensorInfo inputInfo(OrtSession session) throws OrtException {
    return (TensorInfo) session.getInputInfo().values().iterator().next().getInfo();
  }
}
