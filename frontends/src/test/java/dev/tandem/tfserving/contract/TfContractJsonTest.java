package dev.tandem.tfserving.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of predict as JSON, before any of it is a tensor. */
class TfContractJsonTest {
  private static final String PREDICT = "/v1/models/half_plus_two:predict";

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
        "~~ | The document is empty",
        "~   ~ | The document is empty",
        "x=1 | Invalid value. at offset: 0",
        "instances=[1] | Invalid value. at offset: 0",
        "{'instances': [1]} | Missing a name for object member. at offset: 1",
        "{\"instances\": ['a']} | Invalid value. at offset: 15",
        "{\"instances\" [1]} | Missing a colon after a name of object member. at offset: 13",
        "{\"instances\": [1] \"x\": 1} | Missing a comma or } after an object member. at offset:"
            + " 18",
        "{\"instances\": [1 2]} | Missing a comma or ] after an array element. at offset: 17",
        "{\"instances\": [1,]} | Invalid value. at offset: 17",
        "{\"instances\": [1],} | Missing a name for object member. at offset: 18",
        "{\"instances\": [\"a]} | Missing a closing quotation mark in string. at offset: 19",
        "{\"instances\": [\"\\x\"]} | Invalid escape character in string. at offset: 16",
        "{\"instances\": [\"\\u12g4\"]} | Incorrect hex digit after \\u escape in string. at offset:"
            + " 16",
        "{\"instances\": [1.]} | Miss fraction part in number. at offset: 17",
        "{\"instances\": [1e]} | Miss exponent in number. at offset: 17",
        "{\"instances\": [1e999]} | Number too big to be stored in double. at offset: 15",
        "{\"instances\": [nan]} | Invalid value. at offset: 16",
        "{\"instances\": [NAN]} | Invalid value. at offset: 16",
        "{\"instances\": [+1]} | Invalid value. at offset: 15",
        "{\"instances\": [01]} | Missing a comma or ] after an array element. at offset: 16",
        "// c | Invalid value. at offset: 0",
        "{\"instances\": [True]} | Invalid value. at offset: 15",
      })
  void refusesBrokenJson(String body, String text) {
    server.post(PREDICT, body).assertError(400, "JSON Parse error: " + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1 | 1",
        "[1, 2] | [1, 2]",
        "\"a\" | \"a\"",
        "null | null",
        "NaN | NaN",
      })
  void refusesOtherThanObjects(String body, String dump) {
    server.post(PREDICT, body).assertError(400, "JSON Value: " + dump + " Is not object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"inputs\": 1}",
        "\uFEFF{\"inputs\": 1}",
        " \t\r\n{\"inputs\" : 1 }",
        "{\"inputs\": 1}}}garbage",
        "{\"inputs\": 1} {\"inputs\": \"x\"}",
        "{\"inputs\": 1, \"ignored\": {\"a\": [null, true, \"\\u00e9\"]}}",
        "{\"signature_name\": \"serving_default\", \"inputs\": 1}",
        "{\"signature_name\": \"\", \"inputs\": 1}",
        "{\"in\\u0070uts\": 1}",
      })
  void takes(String body) {
    assertThat(server.post(PREDICT, body).body()).isEqualTo("{\n    \"outputs\": 2.5\n}");
  }

  /** In the order of the checks: each row has what a later check would refuse as well. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "foo | {\"signature_name\": 1} | 400 | JSON Value: {\\n    \"signature_name\": 1\\n} not"
            + " formatted correctly. 'signature_name' key must be a string value.",
        "foo | {\"signature_name\": \"x\"} | 404 | Servable not found for request: Latest(foo)",
        "half_plus_two | {\"signature_name\": \"x\"} | 400"
            + " | Serving signature name: \"x\" not found in signature def",
        "half_plus_two | {} | 400 | Missing 'inputs' or 'instances' key",
        "half_plus_two | {\"instances\": 1, \"inputs\": 1} | 400 | JSON Value: {\\n   "
            + " \"instances\": 1,\\n    \"inputs\": 1\\n} Not formatted correctly expecting only one"
            + " of 'inputs' or 'instances' keys to exist~ ~",
        "half_plus_two | {\"instances\": 1} | 400 | JSON Value: {\\n    \"instances\": 1\\n}"
            + " Expecting 'instances' to be an list/array",
        "half_plus_two | {\"instances\": {\"x\": 1}} | 400 | JSON Value: {\\n    \"instances\": {\\n"
            + "        \"x\": 1\\n    }\\n} Expecting 'instances' to be an list/array",
        "half_plus_two | {\"instances\": []} | 400 | JSON Value: {\\n    \"instances\": []\\n} No"
            + " values in 'instances' array",
      })
  void refusesInOrder(String model, String body, int status, String text) {
    String exact = text.replace("\\n", "\n").replace("~ ~", " ");

    server.post("/v1/models/" + model + ":predict", body).assertError(status, exact);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ignored", "signature_name", "instances", "inputs"})
  @Timeout(60)
  void survivesDeepNesting(String key) {
    String deep = "[".repeat(500_000) + "]".repeat(500_000);

    RestReply reply = server.post(PREDICT, "{\"%s\": %s, \"x\": 1}".formatted(key, deep));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(server.post(PREDICT, "{\"inputs\": 1}").status()).isEqualTo(200);
  }

  @Test
  @Timeout(60)
  void takesARequestBesideDeepNestingThatIsIgnored() {
    String deep = "[{\"a\":".repeat(250_000) + "1" + "}]".repeat(250_000);

    assertThat(server.post(PREDICT, "{\"ignored\": " + deep + ", \"inputs\": 1}").body())
        .isEqualTo("{\n    \"outputs\": 2.5\n}");
  }

  @Test
  @Timeout(60)
  void refusesDeepNestingThatIsCutOff() {
    RestReply reply = server.post(PREDICT, "{\"ignored\": " + "[".repeat(500_000));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("JSON Parse error: Invalid value. at offset: 500012");
  }

  @Test
  void namesErrorsInOneShape() {
    RestReply reply = server.post("/v1/models/foo:predict", "{}");

    assertThat(reply.body())
        .isEqualTo(
            """
            {
                "error": "Servable not found for request: Latest(foo)"
            }""");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
  }
}
