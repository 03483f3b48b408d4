package dev.tandem.tfserving.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.tfserving.wire.Signature;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PredictJsonReaderTest {
  private static final FakeModel FLOATS = model(input("x", DataType.FP32));
  private static final FakeModel TWO =
      model(input("age", DataType.INT32), input("name:0", DataType.BYTES));

  private final NativePool pool = new NativePool(1 << 20, true);
  private final PredictJsonReader reader = new PredictJsonReader(pool, 1 << 16);

  @AfterEach
  void leavesNoMemoryBehind() {
    assertThat(pool.openLeases()).isZero();
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
    Tensor tensor = read(FLOATS, body).get(0);

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

    assertThat(hex(read(model, "{\"instances\": [" + json + "]}").get(0))).isEqualTo(hex);
    assertThat(hex(read(model, "{\"inputs\": {\"x\": " + json + "}}").get(0))).isEqualTo(hex);
    assertThat(hex(read(model, "{\"inputs\": " + json + "}").get(0))).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "FP32, '\"a\"', String, float",
    "FP32, true, True, float",
    "FP32, null, Null, float",
    "FP64, false, False, double",
    "FP16, '\"a\"', String, half",
    "BF16, null, Null, bfloat16",
    "INT32, 1.0, Number, int32",
    "INT32, 2147483648, Number, int32",
    "INT16, 1.5, Number, int16",
    "INT8, 0.5, Number, int8",
    "UINT8, true, True, uint8",
    "UINT16, '\"1\"', String, uint16",
    "INT64, 1.0, Number, int64",
    "INT64, 9223372036854775808, Number, int64",
    "UINT32, -1, Number, uint32",
    "UINT32, 4294967296, Number, uint32",
    "UINT64, -1, Number, uint64",
    "BOOL, 0, Number, bool",
    "BOOL, 1, Number, bool",
    "BYTES, 1, Number, string",
    "BYTES, null, Null, string",
  })
  void refusesValueOfOtherType(DataType type, String json, String kind, String typeName) {
    String inner =
        "JSON Value: " + json + " Type: " + kind + " is not of expected type: " + typeName;

    refuses(model(input("x", type)), "{\"inputs\": " + json + "}", inner);
    refuses(
        model(input("x", type)),
        "{\"instances\": [" + json + "]}",
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: " + inner);
  }

  @Test
  void refusesExponentsForIntegers() {
    refuses(
        model(input("x", DataType.INT32)),
        "{\"inputs\": 1e3}",
        "JSON Value: 1000.0 Type: Number is not of expected type: int32");
  }

  @Test
  void refusesObjectsForNumbers() {
    refuses(
        FLOATS,
        "{\"instances\": [{\"b64\": \"/w==\"}]}",
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: JSON Value: {\n"
            + "    \"b64\": \"/w==\"\n} Type: Object is not of expected type: float");
    refuses(
        FLOATS,
        "{\"inputs\": [{\"c\": 1}]}",
        "JSON Value: {\n    \"c\": 1\n} Type: Object is not of expected type: float");
  }

  @Test
  void refusesBadBase64() {
    FakeModel strings = model(input("x", DataType.BYTES));

    refuses(strings, "{\"inputs\": {\"b64\": \"?\"}}", "Unable to base64 decode");
    refuses(
        strings,
        "{\"inputs\": [{\"b64\": 1}]}",
        "JSON Value: {\n    \"b64\": 1\n} not formatted correctly for base64 data");
    refuses(
        strings,
        "{\"inputs\": [{\"b64\": \"\", \"c\": \"\"}]}",
        "JSON Value: {\n    \"b64\": \"\",\n    \"c\": \"\"\n}"
            + " not formatted correctly for base64 data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | JSON Parse error: The document is empty",
        "'  ' | JSON Parse error: The document is empty",
        "instances=1 | JSON Parse error: Invalid value. at offset: 0",
        "{'instances': [1]}"
            + " | JSON Parse error: Missing a name for object member. at offset: 1",
        "{\"instances\" [1]}"
            + " | JSON Parse error: Missing a colon after a name of object member. at offset: 13",
        "{\"instances\": [1} | JSON Parse error: Missing a comma or ] after an array element."
            + " at offset: 16",
        "{\"instances\": [1] \"a\": 1} | JSON Parse error: Missing a comma or } after an object"
            + " member. at offset: 18",
        "{\"instances\": [1, ]} | JSON Parse error: Invalid value. at offset: 18",
        "{\"instances\": [1.]} | JSON Parse error: Miss fraction part in number. at offset: 17",
        "{\"instances\": [1e400]} | JSON Parse error: Number too big to be stored in double. at"
            + " offset: 15",
        "[1, 2] | JSON Value: [1, 2] Is not object",
        "{\"signature_name\": 1, \"instances\": [1]} | JSON Value: {#    \"signature_name\": 1,"
            + "#    \"instances\": [1]#} not formatted correctly. 'signature_name' key must be a"
            + " string value.",
        "{} | Missing 'inputs' or 'instances' key",
        "{\"Instances\": [1]} | Missing 'inputs' or 'instances' key",
        "{\"inputs\": 1, \"instances\": 2} | JSON Value: {#    \"inputs\": 1,#    \"instances\": 2#}"
            + " Not formatted correctly expecting only one of 'inputs' or 'instances' keys to exist~",
        "{\"instances\": 2}"
            + " | JSON Value: {#    \"instances\": 2#} Expecting 'instances' to be an list/array",
        "{\"instances\": []}"
            + " | JSON Value: {#    \"instances\": []#} No values in 'instances' array",
      })
  void refusesBodiesOfOtherForm(String body, String text) {
    refuses(FLOATS, body, text.replace('#', '\n').replace('~', ' '));
  }

  @Test
  void refusesUnknownSignatureName() {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(
            () -> PredictBody.parse("{\"signature_name\": \"x\"}".getBytes(UTF_8)).checkSignature())
        .withMessage("Serving signature name: \"x\" not found in signature def")
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void refusesModelWithoutInputs() {
    refuses(model(), "{\"inputs\": 1}", "Failed to get input map for signature: DEFAULT");
    refuses(
        model(),
        "{\"inputs\": 1, \"signature_name\": \"serving_default\"}",
        "Failed to get input map for signature: serving_default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[1, 2], [3, 4], [5, 6, 7]] | 2 | Expecting tensor size: 2 but got: 3",
        "[[1, 2], [[3, 4]]] | 1 | Expecting shape [2] but got: [1,2]",
        "[[1, 2], 3] | 1 | Expecting tensor size: 2 but got: 1",
        "[1, [2, 3]] | 1 | Expecting tensor size: 1 but got: 2",
        "[1, [2]] | 1 | Expecting shape [] but got: [1]",
        "[[1], 2] | 1 | Expecting shape [1] but got: []",
        "[[1, 2], [3, []]] | 1 | Encountered list at unexpected level: 1 expected < 1",
        "[[1, 2], [3, \"a\", 4]] | 1 | JSON Value: \"a\" Type: String is not of expected type: float",
        "[[[1, 2], [3]]] | 0 | Encountered list at unexpected size: 1 at level: 1 expected size: 2",
        "[[[1], 2]] | 0 | JSON Value: 2 found at incorrect level: 2 in the JSON DOM. Expected at"
            + " level: 2",
        "[[1, [2]]] | 0 | Encountered list at unexpected level: 1 expected < 1",
        "[[[], 1]] | 0 | JSON Value: 1 found at incorrect level: 2 in the JSON DOM. Expected at"
            + " level: 2",
      })
  void refusesRaggedRows(String instances, int row, String inner) {
    refuses(
        FLOATS,
        "{\"instances\": " + instances + "}",
        "Failed to process element: "
            + row
            + " of 'instances' list. Error: INVALID_ARGUMENT: "
            + inner);
  }

  @Test
  void refusesRaggedColumnsWithoutWrapping() {
    refuses(
        FLOATS,
        "{\"inputs\": [[1, 2], [3]]}",
        "Encountered list at unexpected size: 1 at level: 1 expected size: 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"x\": 1}, 2] | Expecting object but got list at item 1 of input list",
        "[{\"x\": 1}, {\"b64\": \"\"}] | Expecting object but got list at item 1 of input list",
        "[1, {\"x\": 1}] | Expecting value/list but got object at item 1 of input list",
        "[{\"x\": 1, \"y\": 2}] | Failed to process element: 0 key: y of 'instances' list. Error:"
            + " INVALID_ARGUMENT: JSON object: does not have named input: y",
        "[{\"x\": \"a\"}] | Failed to process element: 0 key: x of 'instances' list. Error:"
            + " INVALID_ARGUMENT: JSON Value: \"a\" Type: String is not of expected type: float",
        "[{\"x\": 1}, {}] | Failed to process element: 1 of 'instances' list. JSON object: {} keys"
            + " must be equal to: x",
        "[{\"x\": 1}, {\"x\": 1, \"x\": 2}] | Failed to process element: 1 of 'instances' list. JSON"
            + " object: {#    \"x\": 1,#    \"x\": 2#} keys must be equal to: x",
      })
  void refusesRowsOfOtherForm(String instances, String text) {
    refuses(FLOATS, "{\"instances\": " + instances + "}", text.replace('#', '\n'));
  }

  @Test
  void readsNamedRows() {
    List<Tensor> tensors =
        read(
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
        read(TWO, "{\"inputs\": {\"name\": \"a\", \"age\": [1, 2], \"extra\": [[], {}]}}");

    assertThat(named(tensors, "age").shape()).isEqualTo(Shape.of(2));
    assertThat(named(tensors, "name:0").shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void refusesValuesWithoutNamesForSeveralInputs() {
    refuses(
        TWO,
        "{\"instances\": [1]}",
        "instances is a plain list, but expecting list of objects as multiple input tensors required"
            + " as per tensorinfo_map");
    refuses(
        TWO,
        "{\"inputs\": [1]}",
        "inputs is a plain value/list, but expecting an object as multiple input tensors required"
            + " as per tensorinfo_map");
  }

  @Test
  void refusesMissingInputs() {
    refuses(
        TWO,
        "{\"instances\": [{\"name\": \"a\"}]}",
        "Failed to process element: 0 of 'instances' list. JSON object: {\n    \"name\": \"a\"\n}"
            + " keys must be equal to: age,name");
    refuses(TWO, "{\"inputs\": {\"name\": \"a\"}}", "Missing named input: age in 'inputs' object.");
  }

  @Test
  void letsOptionalInputsOut() {
    FakeModel optional =
        TWO.withInputs(
            List.of(
                new ModelInputSpec(input("age", DataType.INT32), true),
                new ModelInputSpec(input("name:0", DataType.BYTES), false)));

    assertThat(read(optional, "{\"instances\": [{\"name\": \"a\"}]}")).hasSize(1);
    assertThat(read(optional, "{\"instances\": [\"a\"]}")).hasSize(1);
    assertThat(read(optional, "{\"inputs\": {\"name\": \"a\"}}")).hasSize(1);
    refuses(
        optional,
        "{\"instances\": [{\"name\": \"a\"}, {\"name\": \"a\", \"age\": 1}]}",
        "Failed to process element: 1 of 'instances' list. JSON object: {\n    \"name\": \"a\",\n"
            + "    \"age\": 1\n} keys must be equal to: age,name");
    refuses(
        optional,
        "{\"instances\": [{\"name\": \"a\", \"age\": 1}, {\"name\": \"a\"}]}",
        "Failed to process element: 1 of 'instances' list. JSON object: {\n    \"name\": \"a\"\n}"
            + " keys must be equal to: age,name");
  }

  @Test
  void refusesShapeThatTheModelDoesNotTake() {
    FakeModel fixed = model(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4)));

    refuses(
        fixed,
        "{\"instances\": [[1, 2, 3]]}",
        "input tensor \"x\" has shape [1,3], model expects [?,4]");
    refuses(fixed, "{\"inputs\": 1}", "input tensor \"x\" has shape [], model expects [?,4]");
  }

  @Test
  void refusesMoreRowsThanTheModelBatches() {
    refuses(
        FLOATS.withConfig(ModelConfig.EMPTY.withMaxBatchSize(2)),
        "{\"instances\": [1, 2, 3]}",
        "Task size 3 is larger than maximum input batch size 2");
  }

  @Test
  void refusesTensorsThatTakeTooMuch() {
    String many = "1,".repeat(20_000) + "1";

    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> read(FLOATS, "{\"instances\": [" + many + "]}"))
        .withMessage("tensor \"x\" takes the request's tensors beyond 65536 bytes")
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void takesNoMemoryOnTheWordOfRaggedLists() {
    String wide = "[" + "1,".repeat(999) + "1]";
    String body = "{\"inputs\": [" + wide + ",[]".repeat(999) + "]}";

    // A million values of 8 bytes would be refused as too large before the lists turn out ragged.
    refuses(
        model(input("x", DataType.FP64)),
        body,
        "Encountered list at unexpected size: 0 at level: 1 expected size: 1000");
  }

  @Test
  void survivesDeepNesting() {
    String deep = "[".repeat(500_000) + "]".repeat(500_000);

    assertThat(read(FLOATS, "{\"ignored\": " + deep + ", \"instances\": [1]}")).hasSize(1);
    refuses(FLOATS, "{\"inputs\": " + deep + "}", "tensor parsing error: x");
  }

  @ParameterizedTest
  @EnumSource
  void readsWithoutCopyWhereElementsAreFixed(DataType type) {
    List<Tensor> tensors = new ArrayList<>();
    FakeModel model = model(input("x", type));
    String value = type == DataType.BYTES ? "\"a\"" : type == DataType.BOOL ? "true" : "1";
    InferRequest request = request(model, "{\"instances\": [" + value + "]}");
    tensors.addAll(request.inputs());

    assertThat(tensors.get(0).bytes().isOneNativeRun()).isEqualTo(type.isFixedSize());
    request.release().run();
  }

  private void refuses(FakeModel model, String body, String text) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> read(model, body))
        .withMessage(text)
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  /** The tensors, whose bytes are copied so that the request's memory can go back. */
  private List<Tensor> read(FakeModel model, String body) {
    InferRequest request = request(model, body);
    List<Tensor> copies =
        FakeModels.identity(
                "copy",
                1,
                model.inputs().stream().map(ModelInputSpec::tensor).toList(),
                model.inputs().stream().map(ModelInputSpec::tensor).toList())
            .computation()
            .outputs(request.inputs());
    request.release().run();
    return copies;
  }

  private InferRequest request(FakeModel model, String body) {
    PredictBody parsed = PredictBody.parse(body.getBytes(UTF_8));
    return reader.read(parsed, model, Signature.of(model), RequestOptions.NONE).request();
  }

  private static Tensor named(List<Tensor> tensors, String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst().orElseThrow();
  }

  private static String hex(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes().size());
    tensor.bytes().copyTo(bytes);
    return HexFormat.of().formatHex(bytes.array());
  }

  private static FakeModel model(TensorSpec... inputs) {
    return FakeModels.identity("m", 1, List.of(inputs), List.of(inputs));
  }

  private static TensorSpec input(String name, DataType type) {
    return new TensorSpec(name, type, Shape.UNKNOWN_RANK);
  }
}
