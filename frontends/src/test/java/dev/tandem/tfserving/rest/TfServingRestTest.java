package dev.tandem.tfserving.rest;

import static dev.tandem.tfserving.rest.RestServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TfServingRestTest {
  private static final String PREDICT_M = "/v1/models/m:predict";
  private static final String ONE = "{\"instances\": [1]}";

  private final NativePool pool = new NativePool(1 << 24, true);
  private final ExecutorService runner = Executors.newSingleThreadExecutor();
  private final FakeEngine engine =
      new FakeEngine(pool, runner)
          .serve(
              FakeModels.halfPlusTwo("m", 3),
              FakeModels.halfPlusTwo("m", 20),
              FakeModels.halfPlusTwo("fixed", 1, Shape.of(-1, 4)),
              FakeModels.halfPlusTwo("a/b:c", 1))
          .label("m", "stable", 3)
          .label("m", "gone", 4)
          .listFailed("m", 4, Reason.LOAD_FAILED, "no model.onnx");
  private final RestServer server = new RestServer(engine, pool, RestServer.OPTIONS);

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
    runner.shutdown();
    assertThat(runner.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void answersRows() {
    HttpResponse<String> response = server.post(PREDICT_M, "{\"instances\": [1.0, 2.0, 5.0]}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json");
    assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
    assertThat(response.body()).isEqualTo("{\n    \"predictions\": [2.5, 3.0, 4.5\n    ]\n}");
  }

  @Test
  void answersColumns() {
    assertThat(server.post(PREDICT_M, "{\"inputs\": 3}").body())
        .isEqualTo("{\n    \"outputs\": 3.5\n}");
  }

  @Test
  void answersNaN() {
    assertThat(server.post(PREDICT_M, "{\"inputs\": NaN}").body())
        .isEqualTo("{\n    \"outputs\": NaN\n}");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models/m/versions/3:predict",
    "/v1/models/m/labels/stable:predict",
    "/V1/MODELS/m:predict",
    "/v1/models/a%2Fb%3Ac:predict",
    "/v1/models/%6D:predict",
  })
  void findsModels(String path) {
    assertThat(server.post(path, ONE).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // client mistakes, in the order of section 7 of the contract
        "/v1/models/foo:predict | {} | 404 | Servable not found for request: Latest(foo)",
        "/v1/models/m/versions/9:predict | {} | 404"
            + " | Servable not found for request: Specific(m, 9)",
        "/v1/models/m/labels/x:predict | {} | 400 | Unrecognized servable version label: x",
        "/v1/models/m/labels/gone:predict | {} | 404"
            + " | Servable not found for request: Specific(m, 4)",
        "/v1/models/m:predict | {\"signature_name\": \"x\"} | 400"
            + " | Serving signature name: \\\"x\\\" not found in signature def",
        "/v1/models/m:predict | {\"instances\": [{\"b64\": \"aa==\"}]} | 400 | Failed to process"
            + " element: 0 of 'instances' list. Error: INVALID_ARGUMENT: JSON Value:"
            + " {\\n    \\\"b64\\\": \\\"aa==\\\"\\n} Type: Object is not of expected type: float",
        "/v1/models/fixed:predict | {\"instances\": [1]} | 400"
            + " | input tensor \\\"x\\\" has shape [1], model expects [?,4]",
        "/v1/models/m | {} | 400 | Malformed request: POST /v1/models/m",
        "/v1/models/m:predict?a=b | {} | 400 | Malformed request: POST /v1/models/m:predict?a=b",
        "/v1/models/m:predict | '' | 400 | JSON Parse error: The document is empty",
        "/v1/models/m:predict | instances=1 | 400 | JSON Parse error: Invalid value. at offset: 0",
        "/v1/models/m:predict | {} | 400 | Missing 'inputs' or 'instances' key",
        "/v1/models/m:predict | {\"instances\": [1], \"inputs\": [1]} | 400 | JSON Value: {\\n"
            + "    \\\"instances\\\": [1],\\n    \\\"inputs\\\": [1]\\n} Not formatted correctly"
            + " expecting only one of 'inputs' or 'instances' keys to exist~",
        "/v1/models/m:predict | {\"instances\": 1} | 400 | JSON Value: {\\n    \\\"instances\\\": 1\\n}"
            + " Expecting 'instances' to be an list/array",
        "/v1/models/m:predict | {\"instances\": []} | 400 | JSON Value: {\\n    \\\"instances\\\":"
            + " []\\n} No values in 'instances' array",
        "/v1/models/m:predict | {\"instances\": [[1, 2], [1, 2], [1, 2, 3]]} | 400 | Failed to"
            + " process element: 2 of 'instances' list. Error: INVALID_ARGUMENT: Expecting tensor"
            + " size: 2 but got: 3",
        "/v1/models/m:predict | {\"instances\": [\"a\"]} | 400 | Failed to process element: 0 of"
            + " 'instances' list. Error: INVALID_ARGUMENT: JSON Value: \\\"a\\\" Type: String is"
            + " not of expected type: float",
        "/v1/models/m:predict | {\"instances\": [{\"age\": 1}]} | 400 | Failed to process element: 0"
            + " key: age of 'instances' list. Error: INVALID_ARGUMENT: JSON object: does not have"
            + " named input: age",
        // before the model is looked for, the body has to be JSON
        "/v1/models/foo:predict | [ | 400 | JSON Parse error: Invalid value. at offset: 1",
        "/v1/models/m/versions/99999999999999999999:predict | {} | 400"
            + " | Failed to convert version: 99999999999999999999 to numeric.",
      })
  void refusesPosts(String path, String body, int status, String text) {
    assertRefused(server.post(path, body), status, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/models/foo | 404 | Could not find any versions of model foo",
        "/v1/models/m/versions/9 | 404 | Could not find version 9 of model m",
        "/v1/models/m?a=b | 404 | Could not find any versions of model m?a=b",
        "/v1/models | 400 | Missing model name in request.",
        "/v1/models/m/ | 400 | Malformed request: GET /v1/models/m/",
        "/v1/models/m:predict | 400 | Malformed request: GET /v1/models/m:predict",
        "/v1/ | 400 | Malformed request: GET /v1/",
        "/v1/models/../models/m | 400 | Malformed request: GET /v1/models/../models/m",
        "/v1/models/foo/metadata | 404 | Servable not found for request: Latest(foo)",
        "/v1/models/m/versions/9/metadata | 404"
            + " | Servable not found for request: Specific(m, 9)",
        "/v1/models/m/labels/x/metadata | 400 | Unrecognized servable version label: x",
      })
  void refusesGets(String path, int status, String text) {
    assertRefused(server.get(path), status, text);
  }

  @ParameterizedTest
  @CsvSource({"PUT", "DELETE", "PATCH", "PROPFIND"})
  void refusesOtherVerbs(String verb) {
    assertRefused(
        server.send(
            server
                .request("/v1/models/m")
                .method(verb, HttpRequest.BodyPublishers.noBody())
                .build()),
        400,
        "Malformed request: " + verb + " /v1/models/m");
  }

  @Test
  void tellsStates() {
    HttpResponse<String> response = server.get("/v1/models/m");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json");
    assertThat(response.body().replaceAll("\\s", ""))
        .isEqualTo(
            ("{'model_version_status':["
                    + "{'version':'20','state':'AVAILABLE',"
                    + "'status':{'error_code':'OK','error_message':''}},"
                    + "{'version':'4','state':'END',"
                    + "'status':{'error_code':'UNKNOWN','error_message':'nomodel.onnx'}},"
                    + "{'version':'3','state':'AVAILABLE',"
                    + "'status':{'error_code':'OK','error_message':''}}]}")
                .replace('\'', '"'));
    assertThat(server.get("/v1/models/m/labels/bogus").body()).isEqualTo(response.body());
    assertThat(server.get("/v1/models/m/versions/3").body()).contains("\"3\"").doesNotContain("20");
  }

  @Test
  void tellsTheMetadataOfALabelledVersion() {
    assertThat(server.get("/v1/models/m/labels/stable/metadata").body())
        .isEqualTo(server.get("/v1/models/m/versions/3/metadata").body());
  }

  @Test
  void tellsMetadata() {
    HttpResponse<String> response = server.get("/v1/models/fixed/metadata");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body().replaceAll("\\s", ""))
        .startsWith(
            "{\"model_spec\":{\"name\":\"fixed\",\"version\":\"1\",\"signature_name\":\"\"}")
        .contains("\"metadata\":{\"signature_def\":{\"signature_def\":{\"serving_default\":{");
  }

  @Test
  void leavesOtherPathsAlone() {
    for (String path : List.of("/", "/v1", "/v2/models/m", "/v1x/models")) {
      assertThat(server.get(path).body()).isEqualTo("not /v1");
    }
  }

  @Test
  void refusesRowsThatTheOutputDoesNotHave() {
    engine.serve(
        FakeModels.identity(
            "id",
            1,
            List.of(new TensorSpec("a", DataType.FP32, Shape.UNKNOWN_RANK)),
            List.of(new TensorSpec("b", DataType.FP32, Shape.UNKNOWN_RANK))));
    engine.serve(
        FakeModel.of(
            "scalar",
            1,
            List.of(new TensorSpec("a", DataType.FP32, Shape.UNKNOWN_RANK)),
            List.of(new TensorSpec("b", DataType.FP32, Shape.SCALAR)),
            inputs ->
                List.of(new Tensor("b", DataType.FP32, Shape.SCALAR, inputs.get(0).bytes()))));

    assertThat(server.post("/v1/models/id:predict", ONE).statusCode()).isEqualTo(200);
    assertRefused(
        server.post("/v1/models/scalar:predict", ONE),
        400,
        "Tensor name: b has no shape information~");
  }

  @ParameterizedTest
  @CsvSource({
    "EXECUTION_FAILED, boom, 500, boom",
    "QUEUE_FULL, Exceeds maximum queue size, 503, Exceeds maximum queue size",
    "DEADLINE_EXCEEDED, late, 504, Timed out waiting for notification",
    "OUT_OF_MEMORY, too much, 429, too much",
    "VERSION_NOT_READY, gone, 404, Servable not found for request: Latest(m)",
  })
  void passesTheEnginesFailuresOn(Reason reason, String message, int status, String expected) {
    engine.failWith(new ServingException(reason, message));

    assertRefused(server.post(PREDICT_M, ONE), status, expected);
  }

  @Test
  void doesNotCutLongTexts() {
    engine.failWith(new ServingException(Reason.INTERNAL, "x".repeat(5000)));

    assertRefused(server.post(PREDICT_M, ONE), 500, "x".repeat(5000));
  }

  @Test
  void refusesModelsThatGiveManyAnswers() {
    engine.serve(
        FakeModels.halfPlusTwo("many", 1)
            .withConfig(ModelConfig.EMPTY.withTransactionPolicy(new TransactionPolicy(true))));

    assertRefused(
        server.post("/v1/models/many:predict", ONE),
        501,
        "Predict gives one answer, but model many may give any number (decoupled)");
  }

  @Test
  void givesTheEngineTheTimeout() {
    long before = System.nanoTime();

    assertThat(server.post(PREDICT_M, ONE).statusCode()).isEqualTo(200);

    assertThat(engine.requests().get(0).options().deadlineNs() - before)
        .isBetween(TimeUnit.SECONDS.toNanos(30), TimeUnit.SECONDS.toNanos(90));
  }
}
