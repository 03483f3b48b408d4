package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.ContractServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.GetModelStatusRequest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mistakes that clients make most, by the numbers that the contract gives them. */
class TfContractMistakesTest {
  private static final String HALF = "/v1/models/half_plus_two:predict";
  private static final String X =
      " inputs { key: 'x' value { dtype: DT_FLOAT tensor_shape { dim { size: 1 } } float_val: 1 } }";

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
        "1 unknown model | model_spec { name: 'foo' } | NOT_FOUND"
            + " | Servable not found for request: Latest(foo)",
        "2 version not loaded | model_spec { name: 'half_plus_two' version { value: 9 } }"
            + " | NOT_FOUND | Servable not found for request: Specific(half_plus_two, 9)",
        "4 unknown label | model_spec { name: 'half_plus_two' version_label: 'x' }"
            + " | INVALID_ARGUMENT | Unrecognized servable version label: x",
        "5 no name | model_spec { signature_name: 'x' } | INVALID_ARGUMENT"
            + " | ModelSpec has no name specified.",
        "5 no model_spec | output_filter: 'y' | INVALID_ARGUMENT | Missing ModelSpec",
        "6 wrong signature | model_spec { name: 'half_plus_two' signature_name: 'x' }"
            + " | FAILED_PRECONDITION | Serving signature key \"x\" not found.",
        "8 wrong input alias | model_spec { name: 'half_plus_two' } inputs { key: 'images' value {"
            + " dtype: DT_FLOAT } } | INVALID_ARGUMENT | Signature input alias: x(feed name: x:0)"
            + " not found in request and no default value provided. Inputs expected to be in the"
            + " request {images}, or default input alias set:~ ~",
        "9 too few inputs | model_spec { name: 'half_plus_two' } | INVALID_ARGUMENT | input size"
            + " does not match signature: 0!=1 len({}) != len({x}). Sent extra: {}. Missing but"
            + " required: {x}.",
        "10 float64 | model_spec { name: 'half_plus_two' } inputs { key: 'x' value { dtype:"
            + " DT_DOUBLE double_val: 1 } } | INVALID_ARGUMENT | Expects arg[0] to be float but"
            + " double is provided",
        "11 a picture | model_spec { name: 'half_plus_two' } inputs { key: 'x' value { dtype:"
            + " DT_STRING string_val: 'JFIF' } } | INVALID_ARGUMENT | Expects arg[0] to be float"
            + " but string is provided",
        "12 no batch dimension | model_spec { name: 'rows' } inputs { key: 'images' value { dtype:"
            + " DT_FLOAT tensor_shape { dim { size: 4 } } } } | INVALID_ARGUMENT | input tensor"
            + " \"images\" has shape [4], model expects [?,4]",
        "13 no dtype | model_spec { name: 'half_plus_two' } inputs { key: 'x' value { float_val: 1"
            + " } } | INVALID_ARGUMENT | tensor parsing error: x",
        "13 wrong content | model_spec { name: 'half_plus_two' } inputs { key: 'x' value { dtype:"
            + " DT_FLOAT tensor_content: 'abc' } } | INVALID_ARGUMENT | tensor parsing error: x",
        "15 unknown output | model_spec { name: 'half_plus_two' }"
            + X
            + " output_filter: 'z'"
            + " | INVALID_ARGUMENT | output tensor alias not found in signature: z Outputs"
            + " expected to be in the set {y}.",
        "15 repeated output | model_spec { name: 'half_plus_two' }"
            + X
            + " output_filter: 'y' output_filter: 'y' | INVALID_ARGUMENT | duplicate output tensor"
            + " alias: y",
      })
  void refusesPredict(String mistake, String request, Status.Code code, String text) {
    assertThat(mistake).isNotBlank();
    assertRefused(
        () -> server.predictions().predict(Protos.predict(request)),
        code,
        text.replace("~ ~", " "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1 unknown model | POST | /v1/models/foo:predict | {} | 404"
            + " | Servable not found for request: Latest(foo)",
        "2 version not loaded | POST | /v1/models/half_plus_two/versions/9:predict | {} | 404"
            + " | Servable not found for request: Specific(half_plus_two, 9)",
        "3 status of unknown model | GET | /v1/models/foo | ~~ | 404"
            + " | Could not find any versions of model foo",
        "3 status of unknown version | GET | /v1/models/half_plus_two/versions/9 | ~~ | 404"
            + " | Could not find version 9 of model half_plus_two",
        "4 unknown label | POST | /v1/models/half_plus_two/labels/x:predict | {} | 400"
            + " | Unrecognized servable version label: x",
        "6 wrong signature | POST | /v1/models/half_plus_two:predict | {\"signature_name\": \"x\"}"
            + " | 400 | Serving signature name: \"x\" not found in signature def",
        "11 a picture | POST | /v1/models/half_plus_two:predict | {\"inputs\": {\"b64\": \"aa==\"}}"
            + " | 400 | JSON Value: {\\n    \"b64\": \"aa==\"\\n} Type: Object is not of expected"
            + " type: float",
        "12 no batch dimension | POST | /v1/models/rows:predict | {\"inputs\": [1, 2, 3, 4]} | 400"
            + " | input tensor \"images\" has shape [4], model expects [?,4]",
        "17 no verb | POST | /v1/models/half_plus_two | {} | 400"
            + " | Malformed request: POST /v1/models/half_plus_two",
        "17 GET with verb | GET | /v1/models/half_plus_two:predict | ~~ | 400"
            + " | Malformed request: GET /v1/models/half_plus_two:predict",
        "17 trailing slash | GET | /v1/models/half_plus_two/ | ~~ | 400"
            + " | Malformed request: GET /v1/models/half_plus_two/",
        "17 query | POST | /v1/models/half_plus_two:predict?x=1 | {} | 400"
            + " | Malformed request: POST /v1/models/half_plus_two:predict?x=1",
        "18 empty body | POST | /v1/models/half_plus_two:predict | ~~ | 400"
            + " | JSON Parse error: The document is empty",
        "18 form data | POST | /v1/models/half_plus_two:predict | instances=1 | 400"
            + " | JSON Parse error: Invalid value. at offset: 0",
        "18 single quotes | POST | /v1/models/half_plus_two:predict | {'instances': [1]} | 400"
            + " | JSON Parse error: Missing a name for object member. at offset: 1",
        "19 neither | POST | /v1/models/half_plus_two:predict | {\"data\": 1} | 400"
            + " | Missing 'inputs' or 'instances' key",
        "19 both | POST | /v1/models/half_plus_two:predict | {\"instances\": [1], \"inputs\": [1]}"
            + " | 400 | JSON Value: {\\n    \"instances\": [1],\\n    \"inputs\": [1]\\n} Not"
            + " formatted correctly expecting only one of 'inputs' or 'instances' keys to exist~ ~",
        "20 no list | POST | /v1/models/half_plus_two:predict | {\"instances\": 1} | 400"
            + " | JSON Value: {\\n    \"instances\": 1\\n} Expecting 'instances' to be an"
            + " list/array",
        "20 empty list | POST | /v1/models/half_plus_two:predict | {\"instances\": []} | 400"
            + " | JSON Value: {\\n    \"instances\": []\\n} No values in 'instances' array",
        "21 ragged | POST | /v1/models/half_plus_two:predict | {\"instances\": [[1,2],[1,2],[1,2,3]]}"
            + " | 400 | Failed to process element: 2 of 'instances' list. Error: INVALID_ARGUMENT:"
            + " Expecting tensor size: 2 but got: 3",
        "22 a string | POST | /v1/models/half_plus_two:predict | {\"instances\": [\"a\"]} | 400"
            + " | Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: JSON"
            + " Value: \"a\" Type: String is not of expected type: float",
        "22 1.0 for int | POST | /v1/models/echo_int32:predict | {\"instances\": [1.0]} | 400"
            + " | Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: JSON"
            + " Value: 1.0 Type: Number is not of expected type: int32",
        "22 0 for bool | POST | /v1/models/echo_bool:predict | {\"instances\": [0]} | 400"
            + " | Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: JSON"
            + " Value: 0 Type: Number is not of expected type: bool",
        "23 wrong key | POST | /v1/models/half_plus_two:predict | {\"instances\": [{\"age\": 1}]}"
            + " | 400 | Failed to process element: 0 key: age of 'instances' list. Error:"
            + " INVALID_ARGUMENT: JSON object: does not have named input: age",
        "23 plain list | POST | /v1/models/pair:predict | {\"instances\": [1]} | 400"
            + " | instances is a plain list, but expecting list of objects as multiple input"
            + " tensors required as per tensorinfo_map",
      })
  void refusesRest(String mistake, String verb, String uri, String body, int status, String text) {
    assertThat(mistake).isNotBlank();
    server.send(verb, uri, body).assertError(status, text.replace("\\n", "\n").replace("~ ~", " "));
  }

  @Test
  void mistake3RefusesStatusOverGrpc() {
    GetModelStatusRequest.Builder foo = GetModelStatusRequest.newBuilder();
    foo.getModelSpecBuilder().setName("foo");

    assertRefused(
        () -> server.models().getModelStatus(foo.build()),
        Status.Code.NOT_FOUND,
        "Could not find any versions of model foo");
  }

  @Test
  void mistake14ReadsValuesInTheWrongFieldAsZeros() {
    assertThat(
            server
                .predictions()
                .predict(
                    Protos.predict(
                        "model_spec { name: 'half_plus_two' } inputs { key: 'x' value { dtype:"
                            + " DT_FLOAT tensor_shape { dim { size: 2 } } double_val: [7, 8] } }"))
                .getOutputsOrThrow("y")
                .getFloatValList())
        .containsExactly(2f, 2f);
  }

  @Test
  void mistake16RefusesMetadataWithoutAField() {
    GetModelMetadataRequest.Builder request = GetModelMetadataRequest.newBuilder();
    request.getModelSpecBuilder().setName("half_plus_two");

    assertRefused(
        () -> server.predictions().getModelMetadata(request.build()),
        Status.Code.INVALID_ARGUMENT,
        "GetModelMetadataRequest must specify at least one metadata_field");
    request.addMetadataField("x");
    assertRefused(
        () -> server.predictions().getModelMetadata(request.build()),
        Status.Code.INVALID_ARGUMENT,
        "Metadata field x is not supported");
  }

  @Test
  void servesOnAfterAllOfThem() {
    assertThat(server.post(HALF, "{\"instances\": [1]}").status()).isEqualTo(200);
  }
}
