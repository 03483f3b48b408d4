package dev.tandem.tfserving.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Predict over REST in rows and in columns: which shapes they make, and which they cannot. */
class TfContractRowsTest {
  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static ContractServer server;

  @BeforeAll
  static void start() throws IOException {
    server = ContractServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "echo_float | [1.0, 2.0, 5.0] | [1.0, 2.0, 5.0]",
        "echo_float | [[1], [2]] | [[1.0], [2.0]]",
        "echo_float | [[[1, 2], [3, 4]]] | [[[1.0, 2.0], [3.0, 4.0]]]",
        "echo_float | [[]] | [[]]",
        "echo_float | [[], []] | [[], []]",
        "echo_float | [{\"x\": 1}, {\"x\": 2}] | [1.0, 2.0]",
        "echo_float | [{\"x\": [1, 2]}] | [[1.0, 2.0]]",
        "echo_string | [\"a\", {\"b64\": \"YQ==\"}, {\"b64\": \"YWI\"}] | [\"a\", \"a\", \"ab\"]",
        "echo_string | [{\"b64\": \"Y Q = =\"}] | [\"a\"]",
        "echo_string | [{\"x\": {\"b64\": \"YQ==\"}}] | [\"a\"]",
        "pair | [{\"age\": 1, \"count\": 2}, {\"count\": 4, \"age\": 3}]"
            + " | [{\"a\":1.0,\"b\":2},{\"a\":3.0,\"b\":4}]",
      })
  void answersRows(String model, String instances, String predictions) {
    RestReply reply = predict(model, "{\"instances\": " + instances + "}");

    assertThat(reply.compact())
        .isEqualTo("{\"predictions\":" + predictions.replaceAll("\\s", "") + "}");
    assertThat(reply.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "echo_float | 3 | 3.0",
        "echo_float | [] | []",
        "echo_float | [[], []] | [[], []]",
        "echo_float | [1, 2] | [1.0, 2.0]",
        "echo_float | {\"x\": [[1]]} | [[1.0]]",
        "echo_float | {\"x\": 1, \"y\": \"ignored\"} | 1.0",
        "echo_string | {\"b64\": \"YQ==\"} | \"a\"",
        "echo_string | {\"x\": [{\"b64\": \"YQ==\"}, \"b\"]} | [\"a\", \"b\"]",
        "total | [1, 2, 4] | 7.0",
        "pair | {\"age\": [1], \"count\": [2], \"more\": {}} | {\"a\":[1.0],\"b\":[2]}",
        "pair | {\"age\": [], \"count\": []} | {\"a\":[],\"b\":[]}",
        "pair | {\"age:0\": [1], \"count\": [2]} | {\"a\":[1.0],\"b\":[2]}",
        "uneven | [1, 2] | {\"a\":[1.0,2.0],\"b\":[3.0]}",
      })
  void answersColumns(String model, String inputs, String outputs) {
    RestReply reply = predict(model, "{\"inputs\": " + inputs + "}");

    assertThat(reply.compact()).isEqualTo("{\"outputs\":" + outputs.replaceAll("\\s", "") + "}");
    assertThat(reply.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pair | [1] | instances is a plain list, but expecting list of objects as multiple input"
            + " tensors required as per tensorinfo_map",
        "echo_float | [{\"age\": 1}] | Failed to process element: 0 key: age of 'instances' list."
            + " Error: INVALID_ARGUMENT: JSON object: does not have named input: age",
        "pair | [{\"age\": 1, \"count\": 1}, {\"age\": 1, \"count\": 1, \"x\": 1}] | Failed to"
            + " process element: 1 key: x of 'instances' list. Error: INVALID_ARGUMENT: JSON"
            + " object: does not have named input: x",
        "pair | [{\"age\": 1}] | Failed to process element: 0 of 'instances' list. JSON object: {\\n"
            + "    \"age\": 1\\n} keys must be equal to: age,count",
        "pair | [{\"age\": 1, \"count\": 1}, {}] | Failed to process element: 1 of 'instances'"
            + " list. JSON object: {} keys must be equal to: age,count",
        "echo_float | [{\"x\": 1}, [1]] | Expecting object but got list at item 1 of input list",
        "echo_float | [{\"x\": 1}, 1] | Expecting object but got list at item 1 of input list",
        "echo_float | [1, {\"x\": 1}] | Expecting value/list but got object at item 1 of input"
            + " list",
        "echo_float | [[1, 2], [1, 2], [1, 2, 3]] | Failed to process element: 2 of 'instances'"
            + " list. Error: INVALID_ARGUMENT: Expecting tensor size: 2 but got: 3",
        "echo_float | [[1, 2], [[1, 2]]] | Failed to process element: 1 of 'instances' list."
            + " Error: INVALID_ARGUMENT: Expecting shape [2] but got: [1,2]",
        "echo_float | [[[1], [1, 2]]] | Failed to process element: 0 of 'instances' list. Error:"
            + " INVALID_ARGUMENT: Encountered list at unexpected size: 2 at level: 1 expected"
            + " size: 1",
        "echo_float | [[1, [2]]] | Failed to process element: 0 of 'instances' list. Error:"
            + " INVALID_ARGUMENT: Encountered list at unexpected level: 1 expected < 1",
        "echo_float | [[[1], 2]] | Failed to process element: 0 of 'instances' list. Error:"
            + " INVALID_ARGUMENT: JSON Value: 2 found at incorrect level: 2 in the JSON DOM."
            + " Expected at level: 2",
        "pair | [{\"age\": 1, \"count\": \"a\"}] | Failed to process element: 0 key: count of"
            + " 'instances' list. Error: INVALID_ARGUMENT: JSON Value: \"a\" Type: String is not"
            + " of expected type: int32",
        "rows | [1] | input tensor \"images\" has shape [1], model expects [?,4]",
        "rows | [[1, 2, 3]] | input tensor \"images\" has shape [1,3], model expects [?,4]",
        "total | [1] | Tensor name: y has no shape information~ ~",
        "uneven | [1, 2] | Tensor name: b has inconsistent batch size: 1 expecting: 2",
      })
  void refusesRows(String model, String instances, String text) {
    predict(model, "{\"instances\": " + instances + "}").assertError(400, exact(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pair | 1 | inputs is a plain value/list, but expecting an object as multiple input"
            + " tensors required as per tensorinfo_map",
        "pair | {\"age\": [1]} | Missing named input: count in 'inputs' object.",
        "echo_float | {} | Missing named input: x in 'inputs' object.",
        "echo_float | {\"X\": 1} | Missing named input: x in 'inputs' object.",
        "echo_float | [[1], [1, 2]] | Encountered list at unexpected size: 2 at level: 1 expected"
            + " size: 1",
        "echo_float | [1, [2]] | Encountered list at unexpected level: 1 expected < 1",
        "echo_float | [[1], 2] | JSON Value: 2 found at incorrect level: 2 in the JSON DOM."
            + " Expected at level: 2",
        "echo_float | \"a\" | JSON Value: \"a\" Type: String is not of expected type: float",
        "rows | 1 | input tensor \"images\" has shape [], model expects [?,4]",
      })
  void refusesColumns(String model, String inputs, String text) {
    predict(model, "{\"inputs\": " + inputs + "}").assertError(400, exact(text));
  }

  @Test
  void laysRowsOutWithTheirClosingBracketOnALineOfItsOwn() {
    assertThat(predict("half_plus_two", "{\"instances\": [1.0, 2.0, 5.0]}").body())
        .isEqualTo("{\n    \"predictions\": [2.5, 3.0, 4.5\n    ]\n}");
  }

  @Test
  void laysColumnsOutWithOneElementALine() {
    assertThat(predict("half_plus_two", "{\"inputs\": [1.0, 2.0]}").body())
        .isEqualTo(
            """
            {
                "outputs": [
                    2.5,
                    3.0
                ]
            }""");
  }

  @Test
  void writesBytesInBase64WhereTheAliasSaysSo() {
    assertThat(predict("text", "{\"instances\": [\"é\", {\"b64\": \"/w==\"}]}").compact())
        .isEqualTo(
            "{\"predictions\":[{\"any_bytes\":{\"b64\":\"w6k=\"},\"plain\":\"é\"},"
                + "{\"any_bytes\":{\"b64\":\"/w==\"},\"plain\":\"\uFFFD\"}]}");
  }

  private static RestReply predict(String model, String body) {
    return server.post("/v1/models/" + model + ":predict", body);
  }

  private static String exact(String text) {
    return text.replace("\\n", "\n").replace("~ ~", " ");
  }
}
