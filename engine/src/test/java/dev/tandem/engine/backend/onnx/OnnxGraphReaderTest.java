package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.OnnxBytes.shape;
import static dev.tandem.engine.backend.onnx.OnnxBytes.tensorValue;
import static dev.tandem.engine.backend.onnx.OnnxBytes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.repository.GoldenModels;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.BytesChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxGraphReaderTest {
  private static final int INITIALIZER = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;
  private static final long FLOAT = 1;

  @Test
  void readsTensorsOfARealModel() {
    GraphInfo graph = GoldenModels.graph("models/dyn_shape", 1);

    assertThat(graph.inputs())
        .containsExactly(new GraphTensor("X", DataType.FP32, Shape.of(-1, -1, 3), false));
    assertThat(graph.outputs())
        .containsExactly(
            new GraphTensor("Y", DataType.FP32, Shape.of(-1, -1, 3), false),
            new GraphTensor("S", DataType.INT64, Shape.of(3), false));
    assertThat(graph.skippedOutputs()).isEmpty();
  }

  @Test
  void knowsInputsWithDefaults() {
    assertThat(GoldenModels.graph("models/optional_input", 1).inputs())
        .extracting(GraphTensor::name, GraphTensor::optional)
        .containsExactly(tuple("A", false), tuple("B", true));
  }

  @Test
  void leavesOutInitializersThatOldVersionsListAsInputs() throws IOException {
    OnnxBytes graph =
        new OnnxBytes()
            .part(INPUT, tensorValue("X", FLOAT, shape(1)))
            .part(INPUT, tensorValue("W", FLOAT, shape(1)))
            .part(INITIALIZER, new OnnxBytes().text(8, "W"));

    assertThat(read(OnnxBytes.model(3, graph)).inputs()).extracting("name").containsExactly("X");
    assertThat(read(OnnxBytes.model(4, graph)).inputs())
        .extracting("name")
        .containsExactly("X", "W");
  }

  @Test
  void readsNamedMissingAndNegativeDimsAsVariable() throws IOException {
    OnnxBytes dims =
        new OnnxBytes()
            .part(1, new OnnxBytes().text(2, "batch"))
            .part(1, new OnnxBytes())
            .part(1, new OnnxBytes().number(1, -5))
            .part(1, new OnnxBytes().number(1, 7));

    GraphInfo graph = read(input(tensorValue("X", FLOAT, dims)));

    assertThat(graph.inputs().get(0).shape()).isEqualTo(Shape.of(-1, -1, -1, 7));
  }

  @Test
  void tellsScalarsFromUnknownRank() throws IOException {
    OnnxBytes unknownRank = value("X", new OnnxBytes().part(1, new OnnxBytes().number(1, FLOAT)));

    assertThat(read(input(unknownRank)).inputs().get(0).shape()).isEqualTo(Shape.UNKNOWN_RANK);
    assertThat(read(input(tensorValue("X", FLOAT, shape()))).inputs().get(0).shape())
        .isEqualTo(Shape.SCALAR);
  }

  @ParameterizedTest
  @CsvSource({
    "1,FP32",
    "2,UINT8",
    "3,INT8",
    "4,UINT16",
    "5,INT16",
    "6,INT32",
    "7,INT64",
    "8,BYTES",
    "9,BOOL",
    "10,FP16",
    "11,FP64",
    "12,UINT32",
    "13,UINT64",
    "16,BF16"
  })
  void knowsEveryTypeThatCanBeServed(long number, DataType type) throws IOException {
    GraphInfo graph = read(input(tensorValue("X", number, shape(1))));

    assertThat(graph.inputs().get(0).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({"0,undefined", "14,complex64", "17,float8e4m3fn", "22,int4", "99,number 99"})
  void refusesTypesThatCannotBeServed(long number, String name) {
    assertThatThrownBy(() -> read(input(tensorValue("X", number, shape(1)))))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessage("tensor 'X' has element type " + name + ", which cannot be served");
  }

  @Test
  void refusesInputsThatAreNoTensors() {
    OnnxBytes sequence = value("X", new OnnxBytes().part(4, new OnnxBytes()));

    assertThatThrownBy(() -> read(input(sequence)))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessage("input 'X' is of kind sequence (expected: tensor)");
  }

  @Test
  void skipsOutputsThatAreNoTensors() throws IOException {
    OnnxBytes graph =
        new OnnxBytes()
            .part(OUTPUT, tensorValue("label", FLOAT, shape(1)))
            .part(OUTPUT, value("probabilities", new OnnxBytes().part(5, new OnnxBytes())));

    GraphInfo info = read(OnnxBytes.model(8, graph));

    assertThat(info.outputs()).extracting("name").containsExactly("label");
    assertThat(info.skippedOutputs()).containsExactly("probabilities");
  }

  @Test
  void knowsTheClassesOfClassifiers() throws IOException {
    assertThat(read(model(classifier("strings", 9, "cat", "dog"))).classLabels())
        .containsExactly("cat", "dog");
    OnnxBytes ints = attribute("classlabels_int64s").number(8, 3).number(8, -1);
    assertThat(read(model(ints)).classLabels()).containsExactly("3", "-1");
    OnnxBytes packed = attribute("classlabels_ints").text(8, "\u0001\u0000\u0007");
    assertThat(read(model(packed)).classLabels()).containsExactly("1", "0", "7");
    assertThat(read(model(attribute("keys_strings").text(9, "cat"))).classLabels()).isEmpty();
    assertThat(read(model()).classLabels()).isEmpty();
  }

  @Test
  void knowsNoClassesWhereClassifiersDoNotAgree() throws IOException {
    OnnxBytes one = classifier("strings", 9, "cat", "dog");
    OnnxBytes other = classifier("strings", 9, "cat", "cow");

    assertThat(read(model(one, one)).classLabels()).containsExactly("cat", "dog");
    assertThat(read(model(one, other)).classLabels()).isEmpty();
    assertThat(read(model(classifier("strings", 9, "x".repeat(2000)))).classLabels()).isEmpty();
  }

  @Test
  void readsMetadata() throws IOException {
    byte[] bytes =
        new OnnxBytes()
            .number(1, 8)
            .part(14, new OnnxBytes().text(1, "classes").text(2, "[\"a\"]"))
            .part(7, new OnnxBytes())
            .part(14, new OnnxBytes().text(1, "author"))
            .part(14, new OnnxBytes().text(1, "large").text(2, "x".repeat(17 << 20)))
            .toBytes();

    assertThat(read(bytes).metadata())
        .containsOnly(Map.entry("classes", "[\"a\"]"), Map.entry("author", ""));
  }

  private static byte[] model(OnnxBytes... attributes) {
    OnnxBytes graph = new OnnxBytes();
    for (OnnxBytes attribute : attributes) {
      graph.part(1, new OnnxBytes().text(1, "x").part(5, attribute).text(4, "ZipMap"));
    }
    return OnnxBytes.model(8, graph);
  }

  private static OnnxBytes attribute(String name) {
    return new OnnxBytes().text(1, name);
  }

  private static OnnxBytes classifier(String kind, int field, String... labels) {
    OnnxBytes attribute = attribute("classlabels_" + kind);
    for (String label : labels) {
      attribute.text(field, label);
    }
    return attribute;
  }

  @Test
  void skipsWeightsOfAnySizeWithoutReadingThem() throws IOException {
    long weightBytes = 5_000_000_000L;
    byte[] weightHead = tagAndLength(9, weightBytes);
    byte[] weightName = new OnnxBytes().text(8, "W").toBytes();
    byte[] initializerHead =
        tagAndLength(INITIALIZER, weightHead.length + weightBytes + weightName.length);
    byte[] input = new OnnxBytes().part(INPUT, tensorValue("W", FLOAT, shape(1))).toBytes();
    long initializerBytes =
        initializerHead.length + weightHead.length + weightBytes + weightName.length;
    byte[] graphHead = tagAndLength(7, initializerBytes + input.length);
    byte[] head =
        join(new OnnxBytes().number(1, 8).toBytes(), graphHead, initializerHead, weightHead);
    BytesChannel file = new BytesChannel(head, weightBytes, join(weightName, input));

    GraphInfo graph = OnnxGraphReader.read(file);

    assertThat(graph.inputs())
        .containsExactly(new GraphTensor("W", DataType.FP32, Shape.of(1), true));
    assertThat(file.bytesRead()).isLessThan(100_000);
  }

  @Test
  void refusesFilesWithoutGraph() {
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessage("not an ONNX model: it is empty");
    assertThatThrownBy(() -> read(new byte[] {8, 1}))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessage("not an ONNX model: it has no graph");
  }

  private static byte[] input(OnnxBytes value) {
    return OnnxBytes.model(8, new OnnxBytes().part(INPUT, value));
  }

  private static GraphInfo read(byte[] file) throws IOException {
    return OnnxGraphReader.read(new BytesChannel(file));
  }

  private static byte[] tagAndLength(int field, long length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeVarint(out, (field << 3) | 2);
    writeVarint(out, length);
    return out.toByteArray();
  }

  private static void writeVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
