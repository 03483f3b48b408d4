package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.json.BodyReading.FLOATS;
import static dev.tandem.tfserving.json.BodyReading.TWO;
import static dev.tandem.tfserving.json.BodyReading.input;
import static dev.tandem.tfserving.json.BodyReading.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictJsonRefusalTest {
  private final BodyReading bodies = new BodyReading();

  @AfterEach
  void leavesNoMemoryBehind() {
    assertThat(bodies.openLeases()).isZero();
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

    bodies.refuses(model(input("x", type)), "{\"inputs\": " + json + "}", inner);
    bodies.refuses(
        model(input("x", type)),
        "{\"instances\": [" + json + "]}",
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: " + inner);
  }

  @Test
  void refusesExponentsForIntegers() {
    bodies.refuses(
        model(input("x", DataType.INT32)),
        "{\"inputs\": 1e3}",
        "JSON Value: 1000.0 Type: Number is not of expected type: int32");
  }

  @Test
  void refusesObjectsForNumbers() {
    bodies.refuses(
        FLOATS,
        "{\"instances\": [{\"b64\": \"/w==\"}]}",
        "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: JSON Value: {\n"
            + "    \"b64\": \"/w==\"\n} Type: Object is not of expected type: float");
    bodies.refuses(
        FLOATS,
        "{\"inputs\": [{\"c\": 1}]}",
        "JSON Value: {\n    \"c\": 1\n} Type: Object is not of expected type: float");
  }

  @Test
  void refusesBadBase64() {
    FakeModel strings = model(input("x", DataType.BYTES));

    bodies.refuses(strings, "{\"inputs\": {\"b64\": \"?\"}}", "Unable to base64 decode");
    bodies.refuses(
        strings,
        "{\"inputs\": [{\"b64\": 1}]}",
        "JSON Value: {\n    \"b64\": 1\n} not formatted correctly for base64 data");
    bodies.refuses(
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
    bodies.refuses(FLOATS, body, text.replace('#', '\n').replace('~', ' '));
  }

  @Test
  void refusesModelWithoutInputs() {
    bodies.refuses(model(), "{\"inputs\": 1}", "Failed to get input map for signature: DEFAULT");
    bodies.refuses(
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
    bodies.refuses(
        FLOATS,
        "{\"instances\": " + instances + "}",
        "Failed to process element: "
            + row
            + " of 'instances' list. Error: INVALID_ARGUMENT: "
            + inner);
  }

  @Test
  void refusesRaggedColumnsWithoutWrapping() {
    bodies.refuses(
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
    bodies.refuses(FLOATS, "{\"instances\": " + instances + "}", text.replace('#', '\n'));
  }

  @Test
  void refusesValuesWithoutNamesForSeveralInputs() {
    bodies.refuses(
        TWO,
        "{\"instances\": [1]}",
        "instances is a plain list, but expecting list of objects as multiple input tensors required"
            + " as per tensorinfo_map");
    bodies.refuses(
        TWO,
        "{\"inputs\": [1]}",
        "inputs is a plain value/list, but expecting an object as multiple input tensors required"
            + " as per tensorinfo_map");
  }

  @Test
  void refusesMissingInputs() {
    bodies.refuses(
        TWO,
        "{\"instances\": [{\"name\": \"a\"}]}",
        "Failed to process element: 0 of 'instances' list. JSON object: {\n    \"name\": \"a\"\n}"
            + " keys must be equal to: age,name");
    bodies.refuses(
        TWO, "{\"inputs\": {\"name\": \"a\"}}", "Missing named input: age in 'inputs' object.");
  }

  @Test
  void refusesShapeThatTheModelDoesNotTake() {
    FakeModel fixed = model(new TensorSpec("x", DataType.FP32, Shape.of(-1, 4)));

    bodies.refuses(
        fixed,
        "{\"instances\": [[1, 2, 3]]}",
        "input tensor \"x\" has shape [1,3], model expects [?,4]");
    bodies.refuses(
        fixed, "{\"inputs\": 1}", "input tensor \"x\" has shape [], model expects [?,4]");
  }

  @Test
  void refusesTensorsThatTakeTooMuch() {
    String many = "1,".repeat(20_000) + "1";

    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> bodies.read(FLOATS, "{\"instances\": [" + many + "]}"))
        .withMessage("tensor \"x\" takes the request's tensors beyond 65536 bytes")
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void takesNoMemoryOnTheWordOfRaggedLists() {
    String wide = "[" + "1,".repeat(999) + "1]";
    String body = "{\"inputs\": [" + wide + ",[]".repeat(999) + "]}";

    // A million values of 8 bytes would be refused as too large before the lists turn out ragged.
    bodies.refuses(
        model(input("x", DataType.FP64)),
        body,
        "Encountered list at unexpected size: 0 at level: 1 expected size: 1000");
  }
}
