package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.ContractServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.proto.tfserving.ReloadConfigRequest;
import dev.tandem.proto.tfserving.ReloadConfigResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HandleReloadConfigRequest: lists that are refused, and what becomes of models. */
class TfContractReloadTest {
  private static final String HALF = "/v1/models/half_plus_two";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // before each test
  private ContractServer server;

  @BeforeEach
  void start() throws IOException {
    server = ContractServer.start(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** FOLDER stands for where the models are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | INVALID_ARGUMENT | ServerModelConfig type not supported by HandleReloadConfigRequest."
            + " Only ModelConfigList is currently supported",
        "config { custom_model_config {} } | INVALID_ARGUMENT | ServerModelConfig type not"
            + " supported by HandleReloadConfigRequest. Only ModelConfigList is currently"
            + " supported",
        "config { model_config_list { config { name: 'm' base_path: '/m' model_platform: 'onnx' }"
            + " config { name: 'm' base_path: '/n' model_platform: 'onnx' } } } | INVALID_ARGUMENT"
            + " | Illegal to list model m multiple times in config list",
        "config { model_config_list { config { name: 'm' base_path: 'm' model_platform: 'onnx' } }"
            + " } | INVALID_ARGUMENT | Expected model m to have an absolute path or URI; got"
            + " base_path()=m",
        "config { model_config_list { config { name: 'm' base_path: '/m' } } } | INVALID_ARGUMENT"
            + " | Illegal setting neither ModelServerConfig::model_type (deprecated) nor"
            + " ModelServerConfig::model_platform, model name is m",
        "config { model_config_list { config { name: 'm' base_path: '/m' model_type: TENSORFLOW"
            + " model_platform: 'onnx' } } } | INVALID_ARGUMENT | Illegal setting both"
            + " ModelServerConfig::model_type (deprecated) and ModelServerConfig::model_platform,"
            + " model name is m",
        "config { model_config_list { config { name: 'm' base_path: '/m' model_platform: 'torch' }"
            + " } } | INVALID_ARGUMENT | Model m requests unsupported platform torch",
        "config { model_config_list { config { name: 'half_plus_two' base_path:"
            + " 'FOLDER/half_plus_two' model_platform: 'tensorflow' version_labels { key: 'stable'"
            + " value: 77 } } } } | FAILED_PRECONDITION | Request to assign label to version 77 of"
            + " model half_plus_two, which is not currently available for inference",
        "config { model_config_list { config { name: 'new' base_path: 'FOLDER/broken'"
            + " model_platform: 'onnx' } } } | UNKNOWN | 1 model(s) did not become available:"
            + " {{{name: new version: 1} due to error: ...",
      })
  void refuses(String request, Status.Code code, String text) {
    ReloadConfigRequest list = list(request);

    if (text.endsWith("...")) {
      String start = text.substring(0, text.length() - 3);
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> server.models().handleReloadConfigRequest(list))
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
          .satisfies(
              e -> assertThat(e.getStatus().getDescription()).startsWith(start).endsWith("}, }"));
    } else {
      assertRefused(() -> server.models().handleReloadConfigRequest(list), code, text);
      assertThat(server.get(HALF + "/metadata").status()).as("still serves").isEqualTo(200);
    }
  }

  @Test
  void servesExactlyTheModelsOfTheList() {
    ReloadConfigResponse response =
        server
            .models()
            .handleReloadConfigRequest(
                list(
                    "config { model_config_list { config { name: 'renamed' base_path:"
                        + " 'FOLDER/half_plus_two' model_type: TENSORFLOW model_version_policy {"
                        + " specific { versions: 1 } } } } } metric_names: '/tensorflow/x'"));

    assertThat(response.getStatus().getErrorCodeValue()).isZero();
    assertThat(response.getMetric(0).getName()).isEqualTo("/tensorflow/x");
    assertThat(server.post("/v1/models/renamed:predict", "{\"inputs\": 1}").compact())
        .isEqualTo("{\"outputs\":2.5}");
    server
        .get("/v1/models/renamed/versions/123")
        .assertError(404, "Could not find version 123 of model renamed");
    server
        .post(HALF + ":predict", "{\"inputs\": 1}")
        .assertError(404, "Servable not found for request: Latest(half_plus_two)");
  }

  @Test
  void unloadsAllWhereTheListIsEmptyAndRemembersThem() {
    ReloadConfigResponse unused =
        server.models().handleReloadConfigRequest(list("config { model_config_list {} }"));

    assertThat(server.get(HALF + "/metadata").status()).isEqualTo(404);
    assertThat(server.get(HALF).status()).isEqualTo(200);
  }

  private ReloadConfigRequest list(String text) {
    ReloadConfigRequest.Builder request = ReloadConfigRequest.newBuilder();
    Protos.merge(text.replace("FOLDER", folder.toString()), request);
    return request.build();
  }
}
