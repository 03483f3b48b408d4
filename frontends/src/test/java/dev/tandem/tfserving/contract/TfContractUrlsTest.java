package dev.tandem.tfserving.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which request lines mean something, and the hundred ways in which one can be wrong. */
class TfContractUrlsTest {
  private static final String MALFORMED =
      """
      POST /v1/
      POST /v1/models
      POST /v1/models/
      POST /v1/predict
      POST /v1/:predict
      POST /v1/models:predict
      POST /v1/models/:predict
      POST /v1/models//:predict
      POST /v1/model/half_plus_two:predict
      POST /v1//models/half_plus_two:predict
      POST /v1/models//half_plus_two:predict
      POST /v1/./models/half_plus_two:predict
      POST /v1/models/../models/half_plus_two:predict
      POST /v1/models/half_plus_two
      POST /v1/models/half_plus_two/
      POST /v1/models/half_plus_two:
      POST /v1/models/half_plus_two/:predict
      POST /v1/models/half_plus_two::predict
      POST /v1/models/half_plus_two:predict:predict
      POST /v1/models/half_plus_two:predict/
      POST /v1/models/half_plus_two:predict?
      POST /v1/models/half_plus_two:predict?x=1
      POST /v1/models/half_plus_two:predict&x=1
      POST /v1/models/half_plus_two/predict
      POST /v1/models/half_plus_two%3Apredict
      POST /v1/models/half_plus_two:PREDICT
      POST /v1/models/half_plus_two:Predict
      POST /v1/models/half_plus_two:CLASSIFY
      POST /v1/models/half_plus_two:Regress
      POST /v1/models/half_plus_two:predicts
      POST /v1/models/half_plus_two:predic
      POST /v1/models/half_plus_two:train
      POST /v1/models/half_plus_two:multi_inference
      POST /v1/models/half_plus_two:metadata
      POST /v1/models/half_plus_two/metadata
      POST /v1/models/half_plus_two/metadata:predict
      POST /v1/models/half_plus_two/versions:predict
      POST /v1/models/half_plus_two/versions/:predict
      POST /v1/models/half_plus_two/versions/1
      POST /v1/models/half_plus_two/versions/x:predict
      POST /v1/models/half_plus_two/versions/-1:predict
      POST /v1/models/half_plus_two/versions/+1:predict
      POST /v1/models/half_plus_two/versions/1.0:predict
      POST /v1/models/half_plus_two/versions/1a:predict
      POST /v1/models/half_plus_two/versions/0x1:predict
      POST /v1/models/half_plus_two/versions/%31:predict
      POST /v1/models/half_plus_two/versions/1/:predict
      POST /v1/models/half_plus_two/versions/1/2:predict
      POST /v1/models/half_plus_two/versions/1/metadata
      POST /v1/models/half_plus_two/versions/1/metadata:predict
      POST /v1/models/half_plus_two/version/1:predict
      POST /v1/models/half_plus_two/1:predict
      POST /v1/models/half_plus_two/versions/1/versions/1:predict
      POST /v1/models/half_plus_two/versions/1/labels/stable:predict
      POST /v1/models/half_plus_two/labels/stable/versions/1:predict
      POST /v1/models/half_plus_two/labels:predict
      POST /v1/models/half_plus_two/labels/:predict
      POST /v1/models/half_plus_two/labels/stable
      POST /v1/models/half_plus_two/labels/stable/:predict
      POST /v1/models/half_plus_two/labels/a:b:predict
      POST /v1/models/half_plus_two/labels/a/b:predict
      POST /v1/models/half_plus_two/label/stable:predict
      POST /v1/models/a/b:predict
      POST /v1/models/a/b:c:predict
      GET /v1/
      GET /v1/x
      GET /v1/predict
      GET /v1//models
      GET /v1/models/
      GET /v1/models//
      GET /v1/models?x
      GET /v1/./models/half_plus_two
      GET /v1/models/../models/half_plus_two
      GET /v1/model/half_plus_two
      GET /v1/models/half_plus_two/
      GET /v1/models/half_plus_two:
      GET /v1/models/half_plus_two:predict
      GET /v1/models/half_plus_two:classify
      GET /v1/models/half_plus_two:regress
      GET /v1/models/half_plus_two/predict
      GET /v1/models/half_plus_two/versions
      GET /v1/models/half_plus_two/versions/
      GET /v1/models/half_plus_two/versions/x
      GET /v1/models/half_plus_two/versions/-1
      GET /v1/models/half_plus_two/versions/1/
      GET /v1/models/half_plus_two/versions/1/2
      GET /v1/models/half_plus_two/versions/1?x
      GET /v1/models/half_plus_two/versions/1:predict
      GET /v1/models/half_plus_two/versions/1/labels/stable
      GET /v1/models/half_plus_two/version/1
      GET /v1/models/half_plus_two/labels
      GET /v1/models/half_plus_two/labels/
      GET /v1/models/half_plus_two/labels/stable/
      GET /v1/models/half_plus_two/labels/stable/versions/1
      GET /v1/models/half_plus_two/metadata/
      GET /v1/models/half_plus_two/metadata?x
      GET /v1/models/half_plus_two/metadata/x
      GET /v1/models/half_plus_two/meta
      GET /v1/models/half_plus_two/versions/1/metadata/
      GET /v1/models/half_plus_two/labels/stable/metadata/
      GET /v1/models/a/b
      GET /v1/models/a/b:c
      PUT /v1/models/half_plus_two
      PUT /v1/models/half_plus_two:predict
      DELETE /v1/models/half_plus_two
      PATCH /v1/models/half_plus_two
      TRACE /v1/models/half_plus_two
      """;

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

  static Stream<String> malformed() {
    return MALFORMED.lines();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesMalformedRequests(String line) {
    String verb = line.substring(0, line.indexOf(' '));
    String uri = line.substring(verb.length() + 1);

    server.send(verb, uri, "").assertError(400, "Malformed request: " + line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /v1/models | 400 | Missing model name in request.",
        "GET | /v1/models/versions/3 | 400 | Missing model name in request.",
        "GET | /v1/models/half_plus_two/versions/99999999999999999999 | 400"
            + " | Failed to convert version: 99999999999999999999 to numeric.",
        "GET | /v1/models/half_plus_two/versions/9223372036854775808/metadata | 400"
            + " | Failed to convert version: 9223372036854775808 to numeric.",
        "POST | /v1/models/half_plus_two/versions/9223372036854775808:predict | 400"
            + " | Failed to convert version: 9223372036854775808 to numeric.",
        "GET | /v1/models/metadata | 404 | Could not find any versions of model metadata",
        "GET | /v1/models/half_plus_two?x=1 | 404"
            + " | Could not find any versions of model half_plus_two?x=1",
        "GET | /v1/models/half_plus_two? | 404"
            + " | Could not find any versions of model half_plus_two?",
        "GET | /v1/models/half%5Fplus%5Ftwo%20 | 404"
            + " | Could not find any versions of model half_plus_two",
        "GET | /v1/models/HALF_PLUS_TWO | 404"
            + " | Could not find any versions of model HALF_PLUS_TWO",
        "GET | /v1/models/half_plus_two/versions/9223372036854775807 | 404"
            + " | Could not find version 9223372036854775807 of model half_plus_two",
        "GET | /v1/models/foo/metadata | 404 | Servable not found for request: Latest(foo)",
        "GET | /v1/models/half_plus_two/versions/9/metadata | 404"
            + " | Servable not found for request: Specific(half_plus_two, 9)",
        "GET | /v1/models/half_plus_two/labels/x/metadata | 400"
            + " | Unrecognized servable version label: x",
      })
  void refusesWhatCannotBeFound(String verb, String uri, int status, String text) {
    // The name with the space at its end has it in the text too.
    String exact = uri.endsWith("%20") ? text + " " : text;

    server.send(verb, uri, "").assertError(status, exact);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/models/half_plus_two:predict",
    "POST, /V1/MODELS/half_plus_two:predict",
    "POST, /v1/Models/half_plus_two/Versions/1:predict",
    "POST, /v1/models/half_plus_two/versions/1:predict",
    "POST, /v1/models/half_plus_two/versions/0000123:predict",
    "POST, /v1/models/half_plus_two/labels/stable:predict",
    "POST, /v1/models/half_plus_two/LABELS/canary:predict",
    "POST, /v1/models/half_plus_two/labels/st%61ble:predict",
    "POST, /v1/models/%68alf_plus_two:predict",
    "POST, /v1/models/a%2Fb%3Ac:predict",
    "POST, /v1/models/a%2fb%3ac:predict",
    "GET, /v1/models/half_plus_two",
    "GET, /V1/models/half_plus_two/VERSIONS/123",
    "GET, /v1/models/half_plus_two/labels/stable",
    "GET, /v1/models/half_plus_two/labels/bogus",
    "GET, /v1/models/half_plus_two/metadata",
    "GET, /v1/models/half_plus_two/METADATA",
    "GET, /v1/models/half_plus_two/versions/1/metadata",
    "GET, /v1/models/half_plus_two/labels/stable/metadata",
    "GET, /v1/models/a%2Fb%3Ac/metadata",
  })
  void findsModels(String verb, String uri) {
    RestReply reply = server.send(verb, uri, verb.equals("POST") ? "{\"inputs\": 1}" : "");

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void answersHeadAsItAnswersOtherVerbsButWithoutABody() {
    RestReply reply = server.send("HEAD", "/v1/models/half_plus_two", "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/", "/v1", "/v1models/m", "/v3/models/m", "/models/m", "/x/v1/models/m"})
  void answersOtherPathsWith404(String uri) {
    assertThat(server.get(uri).status()).isEqualTo(404);
  }
}
