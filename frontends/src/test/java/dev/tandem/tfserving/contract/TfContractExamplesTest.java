package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.ContractServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.proto.tfserving.ClassificationRequest;
import dev.tandem.proto.tfserving.ClassificationResponse;
import dev.tandem.proto.tfserving.MultiInferenceRequest;
import dev.tandem.proto.tfserving.RegressionRequest;
import dev.tandem.proto.tfserving.RegressionResponse;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mistakes that clients make with examples, by the numbers that the contract gives them. */
class TfContractExamplesTest {
  private static final String X_IS_2 =
      "example_list { examples { features { feature { key: 'x' value { float_list { value: 2 } } }"
          + " } } }";
  private static final String OF_HALF_PLUS_TWO =
      "inputs { key: \"x\" value { name: \"x:0\" dtype: DT_FLOAT tensor_shape { unknown_rank: true"
          + " } } } outputs { key: \"y\" value { name: \"y:0\" dtype: DT_FLOAT tensor_shape {"
          + " unknown_rank: true } } } method_name: \"tensorflow/serving/predict\"";

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static ContractServer server;

  @BeforeAll
  static void start() throws IOException {
    Path monitoring =
        Files.writeString(folder.resolve("monitoring"), "prometheus_config { enable: true }");
    server = ContractServer.start(folder, "--monitoring_config_file=" + monitoring);
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
        "7 predict signature of two inputs | name: 'pair' | "
            + X_IS_2
            + " | Expected one input Tensor.",
        "7 unknown signature | name: 'examples' signature_name: 'x' | "
            + X_IS_2
            + " | No signature was found with the name: x",
        "7 no signature | name: 'half_plus_two' signature_name: 'regression' | "
            + X_IS_2
            + " | No signature was found with the name: regression",
        "24 no feature | name: 'examples' signature_name: 'VERB' | example_list { examples {} }"
            + " | Name: <unknown>, Feature: x (data type: float) is required but could not be"
            + " found.",
        "24 int64 for float | name: 'examples' signature_name: 'VERB' | example_list { examples {"
            + " features { feature { key: 'x' value { int64_list { value: 2 } } } } } }"
            + " | Name: <unknown>, Key: x, Index: 0.  Data types don't match. Expected type: float,"
            + " Actual type: int64",
        "24 no input | name: 'examples' signature_name: 'VERB' | ~~ | Input is empty.",
        "24 no examples | name: 'examples' signature_name: 'VERB' | example_list {}"
            + " | Input is empty.",
        "24 only a context | name: 'examples' signature_name: 'VERB' | example_list_with_context {"
            + " context {} } | Input is empty.",
      })
  void refusesGrpc(String mistake, String spec, String input, String text) {
    assertThat(mistake).isNotBlank();
    assertRefused(
        () -> classify(spec.replace("VERB", "classify"), input),
        Status.Code.INVALID_ARGUMENT,
        text);
    assertRefused(
        () -> regress(spec.replace("VERB", "regress"), input), Status.Code.INVALID_ARGUMENT, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "7 predict signature of two inputs | pair | {\"examples\": [{\"x\": 1.0}]}"
            + " | Expected one input Tensor.",
        "7 unknown signature | examples | {\"signature_name\": \"x\", \"examples\": [{\"x\": 1.0}]}"
            + " | No signature was found with the name: x",
        "24 no feature | examples | {\"signature_name\": \"VERB\", \"examples\": [{}]}"
            + " | Name: <unknown>, Feature: x (data type: float) is required but could not be"
            + " found.",
        "24 int for float | examples | {\"signature_name\": \"VERB\", \"examples\": [{\"x\": 2}]}"
            + " | Name: <unknown>, Key: x, Index: 0.  Data types don't match. Expected type: float,"
            + " Actual type: int64",
        "24 no examples | examples | {\"signature_name\": \"VERB\"}"
            + " | JSON Value: {\\n    \"signature_name\": \"VERB\"\\n} When method is VERB, key"
            + " 'examples' is expected and was not found",
        "24 an empty list | examples | {\"examples\": []}"
            + " | JSON Value: {\\n    \"examples\": []\\n} 'examples' value is an empty array",
        "24 instances | examples | {\"instances\": [1]}"
            + " | JSON Value: {\\n    \"instances\": [1]\\n} When method is VERB, key 'examples' is"
            + " expected and was not found",
      })
  void refusesRest(String mistake, String model, String body, String text) {
    assertThat(mistake).isNotBlank();
    for (String verb : new String[] {"classify", "regress"}) {
      server
          .post("/v1/models/" + model + ":" + verb, body.replace("VERB", verb))
          .assertError(400, text.replace("VERB", verb).replace("\\n", "\n"));
    }
  }

  @Test
  void mistake7ShowsThePredictSignature() {
    SignatureDef.Builder definition = SignatureDef.newBuilder();
    Protos.merge(OF_HALF_PLUS_TWO, definition);
    String signature = TextFormat.printer().printToString(definition);

    assertRefused(
        () -> classify("name: 'half_plus_two'", X_IS_2),
        Status.Code.INVALID_ARGUMENT,
        "No classification inputs found in SignatureDef: " + signature);
    assertRefused(
        () -> regress("name: 'half_plus_two'", X_IS_2),
        Status.Code.INVALID_ARGUMENT,
        "No regression inputs found in SignatureDef: " + signature);
  }

  @Test
  void countsEachCallUnderItsName() {
    classify("name: 'counted' signature_name: 'classify'", X_IS_2);
    regress("name: 'counted' signature_name: 'regress'", X_IS_2);
    server.post(
        "/v1/models/counted:regress",
        "{\"signature_name\": \"regress\", \"examples\": [{\"x\": 1.0}]}");
    server.post("/v1/models/counted:classify", "{}");
    MultiInferenceRequest.Builder several = MultiInferenceRequest.newBuilder();
    Protos.merge(
        "tasks { model_spec { name: 'counted' signature_name: 'regress' } method_name:"
            + " 'tensorflow/serving/regress' } input { "
            + X_IS_2
            + " }",
        several);
    assertThat(server.predictions().multiInference(several.build()).getResultsCount()).isEqualTo(1);

    assertThat(server.get("/monitoring/prometheus/metrics").body())
        .contains("request_count{model_name=\"counted\",status=\"OK\"} 3\n")
        .contains("request_count{model_name=\"counted\",status=\"INVALID_ARGUMENT\"} 1\n")
        .contains(latency("Classify", "GRPC") + 1 + "\n")
        .contains(latency("Regress", "GRPC") + 1 + "\n")
        .contains(latency("regress", "REST") + 1 + "\n")
        .contains(runtime("Classify") + 1 + "\n")
        .contains(runtime("Regress") + 2 + "\n")
        .contains("request_example_count_total{model=\"counted\"} 1\n");
  }

  private static String latency(String api, String entrypoint) {
    return "request_latency_count{model_name=\"counted\",API=\"%s\",entrypoint=\"%s\"} "
        .formatted(api, entrypoint);
  }

  private static String runtime(String api) {
    return "runtime_latency_count{model_name=\"counted\",API=\"%s\",runtime=\"ONNX\"} "
        .formatted(api);
  }

  private static void classify(String spec, String input) {
    ClassificationRequest.Builder request = ClassificationRequest.newBuilder();
    Protos.merge(request(spec, input), request);
    ClassificationResponse answer = server.predictions().classify(request.build());
    assertThat(answer.getResult().getClassificationsCount()).isEqualTo(1);
  }

  private static void regress(String spec, String input) {
    RegressionRequest.Builder request = RegressionRequest.newBuilder();
    Protos.merge(request(spec, input), request);
    RegressionResponse answer = server.predictions().regress(request.build());
    assertThat(answer.getResult().getRegressions(0).getValue()).isEqualTo(3f);
  }

  private static String request(String spec, String input) {
    return "model_spec { " + spec + " } input { " + input + " }";
  }
}
