package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.Protos.predict;
import static dev.tandem.tfserving.contract.Protos.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TensorFlow Serving's own example, as its documentation calls it. */
class TfContractHalfPlusTwoTest {
  private static final String MODEL = "/v1/models/half_plus_two";
  private static final String FIRST_CALL = "{\"instances\": [1.0, 2.0, 5.0]}";

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

  @Test
  void answersTheFirstCallThatEverybodyMakes() {
    RestReply reply =
        server.raw(
            ContractServer.bytes(
                String.join(
                    "\r\n",
                    "POST /v1/models/half_plus_two:predict HTTP/1.1",
                    "Host: localhost:8501",
                    "User-Agent: curl/8.5.0",
                    "Accept: */*",
                    "Content-Length: " + FIRST_CALL.length(),
                    "Content-Type: application/x-www-form-urlencoded",
                    "Connection: close",
                    "",
                    FIRST_CALL)));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.body()).isEqualTo("{\n    \"predictions\": [2.5, 3.0, 4.5\n    ]\n}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"instances\": [1.0]} | {\"predictions\":[2.5]}",
        "{\"instances\": [1.0, 2.0, 5.0]} | {\"predictions\":[2.5,3.0,4.5]}",
        "{\"instances\": [[1.0, 2.0], [5.0, 0]]} | {\"predictions\":[[2.5,3.0],[4.5,2.0]]}",
        "{\"instances\": [{\"x\": 1.0}, {\"x\": 2.0}]} | {\"predictions\":[2.5,3.0]}",
        "{\"instances\": [{\"x\": [1.0]}]} | {\"predictions\":[[2.5]]}",
        "{\"inputs\": 1.0} | {\"outputs\":2.5}",
        "{\"inputs\": [1.0, 2.0, 5.0]} | {\"outputs\":[2.5,3.0,4.5]}",
        "{\"inputs\": [[1.0, 2.0], [5.0, 0]]} | {\"outputs\":[[2.5,3.0],[4.5,2.0]]}",
        "{\"inputs\": {\"x\": 1.0}} | {\"outputs\":2.5}",
        "{\"inputs\": {\"x\": [1.0, 2.0]}} | {\"outputs\":[2.5,3.0]}",
        "{\"signature_name\": \"serving_default\", \"instances\": [1]} | {\"predictions\":[2.5]}",
      })
  void answersOverRest(String body, String answer) {
    assertThat(server.post(MODEL + ":predict", body).compact()).isEqualTo(answer);
    assertThat(server.post(MODEL + "/versions/1:predict", body).compact()).isEqualTo(answer);
    assertThat(server.post(MODEL + "/labels/canary:predict", body).compact()).isEqualTo(answer);
  }

  /** In typed values, and in content as a tensor made from an array has them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "float_val: 1 | tensor_shape {} float_val: 2.5",
        "tensor_shape {} float_val: 1 | tensor_shape {} float_val: 2.5",
        "tensor_shape { dim { size: 1 } } float_val: 2 | tensor_shape { dim { size: 1 } }"
            + " float_val: 3",
        "tensor_shape { dim { size: 3 } } float_val: [1, 2, 5] | tensor_shape { dim { size: 3 } }"
            + " float_val: [2.5, 3, 4.5]",
        "tensor_shape { dim { size: 3 } } tensor_content:"
            + " '\\0\\0\\200\\077\\0\\0\\0\\100\\0\\0\\240\\100' | tensor_shape { dim { size: 3 }"
            + " } float_val: [2.5, 3, 4.5]",
        "tensor_shape { dim { size: 2 } dim { size: 2 } } float_val: [1, 2, 5, 0]"
            + " | tensor_shape { dim { size: 2 } dim { size: 2 } } float_val: [2.5, 3, 4.5, 2]",
        "tensor_shape { dim { size: 2 } dim { size: 2 } } float_val: 1"
            + " | tensor_shape { dim { size: 2 } dim { size: 2 } } float_val: [2.5, 2.5, 2.5, 2.5]",
      })
  void answersOverGrpc(String sent, String answered) {
    assertThat(
            server
                .predictions()
                .predict(predict("half_plus_two", "x", tensor("dtype: DT_FLOAT " + sent)))
                .getOutputsOrThrow("y"))
        .isEqualTo(tensor("dtype: DT_FLOAT " + answered));
  }

  @Test
  void tellsItsState() {
    assertThat(server.get(MODEL + "/versions/123").body())
        .isEqualTo(
            """
            {
             "model_version_status": [{
              "version": "123",
              "state": "AVAILABLE",
              "status": {
               "error_code": "OK",
               "error_message": ""
              }
             }]
            }
            """);
    assertThat(server.get(MODEL).compact())
        .isEqualTo(
            "{\"model_version_status\":[{\"version\":\"123\",\"state\":\"AVAILABLE\",\"status\":"
                + "{\"error_code\":\"OK\",\"error_message\":\"\"}},{\"version\":\"1\",\"state\":"
                + "\"AVAILABLE\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}]}");
  }

  @Test
  void tellsItsMetadata() {
    assertThat(server.get(MODEL + "/metadata").compact())
        .isEqualTo(
            ("{'model_spec':{'name':'half_plus_two','version':'123','signature_name':''},"
                    + "'metadata':{'signature_def':{'signature_def':{'serving_default':{"
                    + "'inputs':{'x':{'name':'x:0','dtype':'DT_FLOAT',"
                    + "'tensor_shape':{'dim':[],'unknown_rank':true}}},"
                    + "'outputs':{'y':{'name':'y:0','dtype':'DT_FLOAT',"
                    + "'tensor_shape':{'dim':[],'unknown_rank':true}}},"
                    + "'method_name':'tensorflow/serving/predict','defaults':{}}}}}}")
                .replace('\'', '"'));
  }

  @Test
  void servesTheExampleOfThisProject() throws IOException {
    try (TestServer examples = TestServer.start("--model-repository=../models")) {
      assertThat(
              RestReply.of(
                      ContractServer.rawText(
                          examples.tfHttpPort(),
                          ContractServer.bytes(
                              String.join(
                                  "\r\n",
                                  "POST /v1/models/half_plus_two:predict HTTP/1.1",
                                  "Host: x",
                                  "Content-Length: " + FIRST_CALL.length(),
                                  "Connection: close",
                                  "",
                                  FIRST_CALL))))
                  .compact())
          .isEqualTo("{\"predictions\":[2.5,3.0,4.5]}");
    }
  }
}
