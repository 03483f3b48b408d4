package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.ContractServer.assertRefused;
import static dev.tandem.tfserving.contract.Protos.floats;
import static dev.tandem.tfserving.contract.Protos.predict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Predict over gRPC: what is checked, in which order, and what an answer says of itself. */
class TfContractPredictTest {
  private static final String X =
      " inputs { key: 'x' value { dtype: DT_FLOAT tensor_shape { dim { size: 1 } } float_val: 1 } }";
  private static final String BAD_X =
      " inputs { key: 'x' value { dtype: DT_FLOAT" + " tensor_content: '123' } }";

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

  /** Each row has also what a later check would refuse. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'' | INVALID_ARGUMENT | Missing ModelSpec",
        "model_spec {} | INVALID_ARGUMENT | ModelSpec has no name specified.",
        "model_spec { version_label: 'x' } | INVALID_ARGUMENT | ModelSpec has no name specified.",
        "model_spec { name: 'half_plus_two' version_label: 'x' signature_name: 'x' }"
            + " | INVALID_ARGUMENT | Unrecognized servable version label: x",
        "model_spec { name: 'foo' version_label: 'x' }"
            + " | INVALID_ARGUMENT | Unrecognized servable version label: x",
        "model_spec { name: 'foo' signature_name: 'x' }"
            + " | NOT_FOUND | Servable not found for request: Latest(foo)",
        "model_spec { name: 'broken' }"
            + " | NOT_FOUND | Servable not found for request: Latest(broken)",
        "model_spec { name: 'broken' version { value: 1 } }"
            + " | NOT_FOUND | Servable not found for request: Specific(broken, 1)",
        "model_spec { name: 'half_plus_two' version { value: 9 } }"
            + " | NOT_FOUND | Servable not found for request: Specific(half_plus_two, 9)",
        "model_spec { name: 'half_plus_two' version {} }"
            + " | NOT_FOUND | Servable not found for request: Specific(half_plus_two, 0)",
        "model_spec { name: 'half_plus_two' version { value: -1 } }"
            + " | NOT_FOUND | Servable not found for request: Specific(half_plus_two, -1)",
        "model_spec { name: 'half_plus_two' version_label: 'gone' }"
            + " | NOT_FOUND | Servable not found for request: Specific(half_plus_two, 9)",
        "model_spec { name: 'half_plus_two' signature_name: 'x' }"
            + " | FAILED_PRECONDITION | Serving signature key \"x\" not found.",
        "model_spec { name: 'half_plus_two' } | INVALID_ARGUMENT"
            + " | input size does not match signature: 0!=1 len({}) != len({x}). Sent extra: {}."
            + " Missing but required: {x}.",
        "model_spec { name: 'half_plus_two' }"
            + X
            + " inputs { key: 'b' } inputs { key: 'a' }"
            + " | INVALID_ARGUMENT | input size does not match signature: 3!=1 len({a,b,x}) !="
            + " len({x}). Sent extra: {a,b}. Missing but required: {}.",
        "model_spec { name: 'pair' }"
            + X
            + " | INVALID_ARGUMENT | input size does not match signature: 1!=2 len({x}) !="
            + " len({age,count}). Sent extra: {x}. Missing but required: {age,count}.",
        "model_spec { name: 'rows' }"
            + BAD_X
            + " | INVALID_ARGUMENT | Signature input alias: images(feed name: images:0) not found"
            + " in request and no default value provided. Inputs expected to be in the request"
            + " {x}, or default input alias set:~ ~",
        "model_spec { name: 'half_plus_two' }"
            + BAD_X
            + " output_filter: 'z'"
            + " | INVALID_ARGUMENT | tensor parsing error: x",
        "model_spec { name: 'half_plus_two' } inputs { key: 'x' value {} } output_filter: 'z'"
            + " | INVALID_ARGUMENT | tensor parsing error: x",
        "model_spec { name: 'half_plus_two' } inputs { key: 'x' value { dtype: DT_INT32 } }"
            + " output_filter: 'z' | INVALID_ARGUMENT | output tensor alias not found in"
            + " signature: z Outputs expected to be in the set {y}.",
        "model_spec { name: 'uneven' }"
            + X
            + " output_filter: 'z'"
            + " | INVALID_ARGUMENT | output tensor alias not found in signature: z Outputs"
            + " expected to be in the set {a,b}.",
        "model_spec { name: 'half_plus_two' } inputs { key: 'x' value { dtype: DT_INT32 } }"
            + " output_filter: 'y' output_filter: 'y'"
            + " | INVALID_ARGUMENT | duplicate output tensor alias: y",
        "model_spec { name: 'half_plus_two' } inputs { key: 'x' value { dtype: DT_DOUBLE } }"
            + " | INVALID_ARGUMENT | Expects arg[0] to be float but double is provided",
        "model_spec { name: 'half_plus_two' } inputs { key: 'x' value { dtype: DT_STRING"
            + " string_val: 'jpeg' } }"
            + " | INVALID_ARGUMENT | Expects arg[0] to be float but string is provided",
        "model_spec { name: 'pair' } inputs { key: 'age' value { dtype: DT_FLOAT } }"
            + " inputs { key: 'count' value { dtype: DT_INT64 } }"
            + " | INVALID_ARGUMENT | Expects arg[1] to be int32 but int64 is provided",
        "model_spec { name: 'rows' } inputs { key: 'images' value { dtype: DT_FLOAT tensor_shape {"
            + " dim { size: 3 } } } } | INVALID_ARGUMENT"
            + " | input tensor \"images\" has shape [3], model expects [?,4]",
        "model_spec { name: 'rows' } inputs { key: 'images' value { dtype: DT_FLOAT tensor_shape {"
            + " dim { size: 1 } dim { size: 3 } } } } | INVALID_ARGUMENT"
            + " | input tensor \"images\" has shape [1,3], model expects [?,4]",
      })
  void refuses(String request, Status.Code code, String text) {
    String exact = text.endsWith("~ ~") ? text.substring(0, text.length() - 3) + " " : text;

    assertRefused(() -> predictions().predict(message(request)), code, exact);
  }

  /** However the model is named, the answer names it by the number of the version. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name: 'half_plus_two' | 123",
        "name: 'half_plus_two' version { value: 1 } | 1",
        "name: 'half_plus_two' version_label: 'stable' | 1",
        "name: 'half_plus_two' version_label: 'canary' signature_name: 'serving_default' | 123",
        "name: 'half_plus_two' signature_name: 'serving_default' | 123",
      })
  void saysWhichVersionAnswered(String spec, long version) {
    PredictResponse response = predictions().predict(message("model_spec { " + spec + " }" + X));

    assertThat(response.getModelSpec()).isEqualTo(Protos.answered("half_plus_two", version));
    assertThat(response.getOutputsOrThrow("y").getFloatValList()).containsExactly(2.5f);
  }

  @Test
  void givesAllOutputsOrThoseThatAreAskedFor() {
    PredictRequest all = predict("uneven", "x", floats(1, 2));

    assertThat(predictions().predict(all).getOutputsMap()).containsOnlyKeys("a", "b");
    assertThat(predictions().predict(all.toBuilder().addOutputFilter("b").build()).getOutputsMap())
        .containsOnlyKeys("b");
  }

  @Test
  void takesInputsByTheirRawNamesToo() {
    PredictRequest.Builder request = message("model_spec { name: 'pair' }").toBuilder();
    request.putInputs("age:0", floats(7));
    request.putInputs(
        "count", Protos.tensor("dtype: DT_INT32 tensor_shape { dim { size: 1 } } int_val: 3"));

    PredictResponse response = predictions().predict(request.build());

    assertThat(response.getOutputsOrThrow("a").getFloatValList()).containsExactly(7f);
    assertThat(response.getOutputsOrThrow("b").getIntValList()).containsExactly(3);
  }

  @Test
  void ignoresWhatStreamsAndClientsWouldSay() {
    PredictRequest request =
        message(
            "model_spec { name: 'half_plus_two' } predict_streamed_options { request_state: SPLIT"
                + " split_dimensions { key: 'x' value: 1 } return_single_response: true }"
                + " client_id: 'me' request_options { client_id: 'me' return_stoptokens: 1 }"
                + X);

    assertThat(predictions().predict(request).getOutputsOrThrow("y").getFloatValList())
        .containsExactly(2.5f);
  }

  @Test
  void cutsLongTextsAfter1024Bytes() {
    String name = "m".repeat(2000);
    String whole = "Servable not found for request: Latest(" + name;

    assertRefused(
        () -> predictions().predict(predict(name, "x", floats(1))),
        Status.Code.NOT_FOUND,
        whole.substring(0, 1024) + "...TRUNCATED");
    server.post("/v1/models/" + name + ":predict", "{}").assertError(404, whole + ")");
  }

  @Test
  void takesMessagesLargerThanTheUsual4MiB() {
    float[] many = new float[3 << 20];
    many[many.length - 1] = 1;

    TensorProto y =
        predictions().predict(predict("half_plus_two", "x", floats(many))).getOutputsOrThrow("y");

    assertThat(y.getFloatValCount()).isEqualTo(many.length);
    assertThat(y.getFloatVal(many.length - 1)).isEqualTo(2.5f);
  }

  @ParameterizedTest
  @CsvSource({
    "tensorflow.serving.SessionService/SessionRun",
    "tensorflow.serving.PredictionService/PredictStreamed",
    "tensorflow.ProfilerService/Profile",
  })
  void refusesMethodsThatAreNotThere(String method) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> server.call(method, new byte[0]))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }

  private static PredictionServiceBlockingStub predictions() {
    return server.predictions();
  }

  private static PredictRequest message(String text) {
    return predict(text.equals("''") ? "" : text);
  }
}
