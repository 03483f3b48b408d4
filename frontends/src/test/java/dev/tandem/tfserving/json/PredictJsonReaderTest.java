package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.json.BodyReading.FLOATS;
import static dev.tandem.tfserving.json.BodyReading.TWO;
import static dev.tandem.tfserving.json.BodyReading.hex;
import static dev.tandem.tfserving.json.BodyReading.input;
import static dev.tandem.tfserving.json.BodyReading.model;
import static dev.tandem.tfserving.json.BodyReading.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PredictJsonReaderTest {
  private final BodyReading bodies = new BodyReading();

  @AfterEach
  void leavesNoMemoryBehind() {
    assertThat(bodies.openLeases()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"instances\": [1, 2, 5]} | [3] | 1.0 2.0 5.0",
        "{\"instances\": [1]} | [1] | 1.0",
        "{\"instances\": [[1, 2], [3, 4]]} | [2,2] | 1.0 2.0 3.0 4.0",
        "{\"instances\": [[[1], [2]]]} | [1,2,1] | 1.0 2.0",
        "{\"instances\": [[], []]} | [2,0] | ''",
        "{\"instances\": [{\"x\": 1}, {\"x\": 2}]} | [2] | 1.0 2.0",
        "{\"instances\": [{\"x\": [1, 2]}]} | [1,2] | 1.0 2.0",
        "{\"inputs\": 3} | [] | 3.0",
        "{\"inputs\": [1, 2]} | [2] | 1.0 2.0",
        "{\"inputs\": []} | [0] | ''",
        "{\"inputs\": [[], []]} | [2,0] | ''",
        "{\"inputs\": {\"x\": [[1], [2]]}} | [2,1] | 1.0 2.0",
        "{\"inputs\": {\"x\": 4, \"y\": null}} | [] | 4.0",
        "{\"signature_name\": \"serving_default\", \"extra\": {}, \"instances\": [1]} | [1] | 1.0",
        "{\"instances\": [NaN, Inf, -Inf, Infinity, -Infinity]}"
            + " | [5] | NaN Infinity -Infinity Infinity -Infinity",
        "{\"instances\": [1e39, -1e39, 1e-50, 16777217, 0.1]}"
            + " | [5] | Infinity -Infinity 0.0 1.6777216E7 0.1",
        "{\"instances\": [1]} trailing | [1] | 1.0",
      })
  void readsFloats(String body, String shape, String values) {
    Tensor tensor = bodies.read(FLOATS, body).get(0);

    assertThat(tensor.shape()).hasToString(shape);
    assertThat(tensor.bytes().size()).isEqualTo(tensor.shape().elementCount() * Float.BYTES);
    ByteBuffer bytes = tensor.bytes().run(0);
    List<String> floats = new ArrayList<>();
    while (bytes.hasRemaining()) {
      floats.add(Float.toString(bytes.getFloat()));
    }
    assertThat(String.join(" ", floats)).isEqualTo(values);
  }

  @ParameterizedTest
  @CsvSource({
    "FP64, 1, 000000000000f03f",
    "FP16, 1.5, 003e",
    "BF16, 1.5, c03f",
    "INT8, -1, ff",
    "INT8, 257, 01",
    "UINT8, 255, ff",
    "INT16, -2, feff",
    "UINT16, 65535, ffff",
    "INT32, -2147483648, 00000080",
    "INT64, -9223372036854775808, 0000000000000080",
    "UINT32, 4294967295, ffffffff",
    "UINT64, 18446744073709551615, ffffffffffffffff",
    "BOOL, true, 01",
    "BOOL, false, 00",
    "BYTES, '\"\"', 00000000",
    "BYTES, '\"a\\u00e9\\n\"', 0400000061c3a90a",
    "BYTES, '{\"b64\": \"/wD+\"}', 03000000ff00fe",
    "BYTES, '{\"b64\": \"/w==\"}', 01000000ff",
    "BYTES, '{\"b64\": \"/w\"}', 01000000ff",
    "BYTES, '{\"b64\": \" /\\nw \"}', 01000000ff",
  })
  void readsValueOfEachType(DataType type, String json, String hex) {
    FakeModel model = model(input("x", type));

    assertThat(hex(bodies.read(model, "{\"instances\": [" + json + "]}").get(0))).isEqualTo(hex);
    assertThat(hex(bodies.read(model, "{\"inputs\": {\"x\": " + json + "}}").get(0)))
        .isEqualTo(hex);
    assertThat(hex(bodies.read(model, "{\"inputs\": " + json + "}").get(0))).isEqualTo(hex);
  }

  @Test
  void readsNamedRows() {
    List<Tensor> tensors =
        bodies.read(
            TWO,
            "{\"instances\": [{\"name\": [\"a\"], \"age\": 1},"
                + " {\"age\": 2, \"name:0\": [{\"b64\": \"Yg==\"}]}]}");

    assertThat(tensors).extracting(Tensor::name).containsExactlyInAnyOrder("age", "name:0");
    assertThat(named(tensors, "age").shape()).isEqualTo(Shape.of(2));
    assertThat(hex(named(tensors, "age"))).isEqualTo("0100000002000000");
    assertThat(named(tensors, "name:0").shape()).isEqualTo(Shape.of(2, 1));
    assertThat(hex(named(tensors, "name:0"))).isEqualTo("0100000061" + "0100000062");
  }

  @Test
  void readsNamedColumnsOfDifferentSizes() {
    List<Tensor> tensors =
        bodies.read(TWO, "{\"inputs\": {\"name\": \"a\", \"age\": [1, 2], \"extra\": [[], {}]}}");

    assertThat(named(tensors, "age").shape()).isEqualTo(Shape.of(2));
    assertThat(named(tensors, "name:0").shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void letsOptionalInputsOut() {
    FakeModel optional =
        TWO.withInputs(
            List.of(
                new ModelInputSpec(input("age", DataType.INT32), true),
                new ModelInputSpec(input("name:0", DataType.BYTES), false)));

    assertThat(bodies.read(optional, "{\"instances\": [{\"name\": \"a\"}]}")).hasSize(1);
    assertThat(bodies.read(optional, "{\"instances\": [\"a\"]}")).hasSize(1);
    assertThat(bodies.read(optional, "{\"inputs\": {\"name\": \"a\"}}")).hasSize(1);
    bodies.refuses(
        optional,
        "{\"instances\": [{\"name\": \"a\"}, {\"name\": \"a\", \"age\": 1}]}",
        "Failed to process element: 1 of 'instances' list. JSON object: {\n    \"name\": \"a\",\n"
            + "    \"age\": 1\n} keys must be equal to: age,name");
    bodies.refuses(
        optional,
        "{\"instances\": [{\"name\": \"a\", \"age\": 1}, {\"name\": \"a\"}]}",
        "Failed to process element: 1 of 'instances' list. JSON object: {\n    \"name\": \"a\"\n}"
            + " keys must be equal to: age,name");
  }

  @Test
  void survivesDeepNesting() {
    String deep = "[".repeat(500_000) + "]".repeat(500_000);

    assertThat(bodies.read(FLOATS, "{\"ignored\": " + deep + ", \"instances\": [1]}")).hasSize(1);
    bodies.refuses(FLOATS, "{\"inputs\": " + deep + "}", "tensor parsing error: x");
  }

  @ParameterizedTest
  @EnumSource
  void readsWithoutCopyWhereElementsAreFixed(DataType type) {
    List<Tensor> tensors = new ArrayList<>();
    FakeModel model = model(input("x", type));
    String value = type == DataType.BYTES ? "\"a\"" : type == DataType.BOOL ? "true" : "1";
    InferRequest request = bodies.request(model, "{\"instances\": [" + value + "]}");
    tensors.addAll(request.inputs());

    assertThat(tensors.get(0).bytes().isOneNativeRun()).isEqualTo(type.isFixedSize());
    request.release().run();
  }
}
