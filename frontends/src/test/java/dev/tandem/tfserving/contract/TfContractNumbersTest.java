package dev.tandem.tfserving.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers and other single values over REST, token by token. */
class TfContractNumbersTest {
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
      value = {
        "2 | 2.0",
        "2.0 | 2.0",
        "0.1 | 0.1",
        "0.3333333333 | 0.333333343",
        "9000000 | 9e+06",
        "555557.5 | 555557.5",
        "1234567 | 1234567.0",
        "16777216 | 16777216.0",
        "16777217 | 16777216.0",
        "-0.0 | -0.0",
        "0 | 0.0",
        "0.00003 | 3e-05",
        "0.0001 | 0.0001",
        "100000 | 100000.0",
        "1000000 | 1e+06",
        "1e2 | 100.0",
        "3.4028235e38 | 3.40282347e+38",
        "1e39 | Infinity",
        "-1e39 | -Infinity",
        "1e-50 | 0.0",
        "-1e-50 | -0.0",
        "1.4e-45 | 1.4013e-45",
        "NaN | NaN",
        "Infinity | Infinity",
        "-Infinity | -Infinity",
        "Inf | Infinity",
        "-Inf | -Infinity",
        "123456789012345678901234567890 | 1.23456789e+29",
      })
  void floats(String sent, String answered) {
    assertEcho("float", sent, answered);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | 2.0",
        "0.1 | 0.1",
        "0.3333333333333333 | 0.33333333333333331",
        "9000000 | 9e+06",
        "1234567 | 1234567.0",
        "9007199254740993 | 9007199254740992.0",
        "1e39 | 1e+39",
        "1.7976931348623157e308 | 1.7976931348623157e+308",
        "5e-324 | 4.94066e-324",
        "-0.0 | -0.0",
        "NaN | NaN",
        "-Infinity | -Infinity",
      })
  void doubles(String sent, String answered) {
    assertEcho("double", sent, answered);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int32 | -2147483648 | -2147483648",
        "int32 | 2147483647 | 2147483647",
        "int32 | -0 | 0",
        "int16 | 32768 | -32768",
        "int16 | 65537 | 1",
        "int8 | 127 | 127",
        "int8 | 128 | -128",
        "int8 | 256 | 0",
        "uint8 | 255 | 255",
        "uint8 | 256 | 0",
        "uint8 | -1 | 255",
        "int64 | -9223372036854775808 | -9223372036854775808",
        "int64 | 9223372036854775807 | 9223372036854775807",
        "uint32 | 4294967295 | 4294967295",
        "uint64 | 18446744073709551615 | 18446744073709551615",
        "bool | true | true",
        "bool | false | false",
        "string | \"\" | \"\"",
        "string | \"a\\u00e9\\n\" | \"aé\\n\"",
        "string | {\"b64\": \"\"} | \"\"",
        "string | {\"b64\": \"aGk\"} | \"hi\"",
        "string | {\"b64\": \"aGk=\"} | \"hi\"",
      })
  void otherTypes(String type, String sent, String answered) {
    assertEcho(type, sent, answered);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float | \"1\" | String",
        "float | true | True",
        "float | null | Null",
        "float | {\"b64\": \"aa==\"} | Object",
        "double | \"NaN\" | String",
        "int32 | 1.0 | Number",
        "int32 | 1e3 | Number",
        "int32 | 2147483648 | Number",
        "int32 | -2147483649 | Number",
        "int32 | \"1\" | String",
        "int32 | true | True",
        "int32 | NaN | Number",
        "int16 | 2147483648 | Number",
        "int8 | 1.5 | Number",
        "uint8 | false | False",
        "int64 | 1.0 | Number",
        "int64 | 9223372036854775808 | Number",
        "uint32 | -1 | Number",
        "uint32 | 4294967296 | Number",
        "uint32 | 1.0 | Number",
        "uint64 | -1 | Number",
        "uint64 | 1.0 | Number",
        "bool | 0 | Number",
        "bool | 1 | Number",
        "bool | \"true\" | String",
        "string | 1 | Number",
        "string | null | Null",
        "string | true | True",
      })
  void refusesOtherKinds(String type, String sent, String kind) {
    String dump = sent.startsWith("{") ? "{\n    \"b64\": \"aa==\"\n}" : sent;

    RestReply reply = echo(type, sent);

    if (sent.matches("1e3|9223372036854775808|-2147483649|4294967296|2147483648")) {
      // How a number that does not fit is written again is not part of the contract.
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains(" Type: " + kind + " is not of expected type: " + type);
    } else {
      reply.assertError(
          400, "JSON Value: " + dump + " Type: " + kind + " is not of expected type: " + type);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"b64\": \"?\"} | Unable to base64 decode",
        "{\"b64\": \"a\"} | Unable to base64 decode",
        "{\"b64\": 1} | JSON Value: {\\n    \"b64\": 1\\n} not formatted correctly for base64 data",
        "{\"b64\": \"YQ==\", \"x\": 1} | JSON Value: {\\n    \"b64\": \"YQ==\",\\n    \"x\": 1\\n} not"
            + " formatted correctly for base64 data",
      })
  void refusesBase64ThatIsNone(String sent, String text) {
    server
        .post("/v1/models/echo_string:predict", "{\"inputs\": {\"x\": [" + sent + "]}}")
        .assertError(400, text.replace("\\n", "\n"));
  }

  /** A superset of TensorFlow Serving's, which has no JSON for these. */
  @ParameterizedTest
  @CsvSource({
    "float16, 0.5, 0.5",
    "float16, 65504, 65504.0",
    "float16, 1e9, Infinity",
    "bfloat16, 1, 1.0",
    "uint16, 65535, 65535",
  })
  void takesTypesThatHaveNoJsonElsewhere(String type, String sent, String answered) {
    assertEcho(type, sent, answered);
  }

  private static void assertEcho(String type, String sent, String answered) {
    RestReply reply = echo(type, sent);

    assertThat(reply.body()).isEqualTo("{\n    \"outputs\": " + answered + "\n}");
    assertThat(reply.status()).isEqualTo(200);
  }

  private static RestReply echo(String type, String value) {
    return server.post(
        "/v1/models/echo_" + type + ":predict", "{\"inputs\": {\"x\": " + value + "}}");
  }
}
