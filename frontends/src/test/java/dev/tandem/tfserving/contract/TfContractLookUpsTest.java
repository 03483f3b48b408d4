package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.ContractServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.GetModelMetadataResponse;
import dev.tandem.proto.tfserving.GetModelStatusRequest;
import dev.tandem.proto.tfserving.GetModelStatusResponse;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.ModelVersionStatus;
import dev.tandem.proto.tfserving.SignatureDefMap;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GetModelMetadata and GetModelStatus over gRPC, their bodies over REST, and what browsers ask. */
class TfContractLookUpsTest {
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
        "~~ | INVALID_ARGUMENT | Missing ModelSpec",
        "metadata_field: 'x' | INVALID_ARGUMENT | Missing ModelSpec",
        "model_spec {} | INVALID_ARGUMENT"
            + " | GetModelMetadataRequest must specify at least one metadata_field",
        "model_spec {} metadata_field: 'x' | INVALID_ARGUMENT | Metadata field x is not supported",
        "model_spec {} metadata_field: 'signature_def' metadata_field: 'x' | INVALID_ARGUMENT"
            + " | Metadata field x is not supported",
        "model_spec {} metadata_field: 'signature_def' | INVALID_ARGUMENT"
            + " | ModelSpec has no name specified.",
        "model_spec { name: 'foo' } metadata_field: 'signature_def' | NOT_FOUND"
            + " | Servable not found for request: Latest(foo)",
        "model_spec { name: 'half_plus_two' version { value: 9 } } metadata_field: 'signature_def'"
            + " | NOT_FOUND | Servable not found for request: Specific(half_plus_two, 9)",
        "model_spec { name: 'half_plus_two' version_label: 'x' } metadata_field: 'signature_def'"
            + " | INVALID_ARGUMENT | Unrecognized servable version label: x",
      })
  void refusesMetadataInOrder(String request, Status.Code code, String text) {
    assertRefused(() -> metadata(request), code, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name: 'half_plus_two' | 123",
        "name: 'half_plus_two' version { value: 1 } | 1",
        "name: 'half_plus_two' version_label: 'stable' signature_name: 'ignored' | 1",
      })
  void tellsMetadata(String spec, long version) throws InvalidProtocolBufferException {
    GetModelMetadataResponse response =
        metadata(
            "model_spec { "
                + spec
                + " } metadata_field: 'signature_def' metadata_field: 'signature_def'");

    assertThat(response.getModelSpec())
        .isEqualTo(
            ModelSpec.newBuilder()
                .setName("half_plus_two")
                .setVersion(Int64Value.of(version))
                .build());
    assertThat(response.getMetadataMap()).containsOnlyKeys("signature_def");
    assertThat(response.getMetadataOrThrow("signature_def").getTypeUrl())
        .isEqualTo("type.googleapis.com/tensorflow.serving.SignatureDefMap");
  }

  @Test
  void describesTensorsAsTheGraphHasThem() throws InvalidProtocolBufferException {
    SignatureDefMap signatures =
        metadata("model_spec { name: 'pair' } metadata_field: 'signature_def'")
            .getMetadataOrThrow("signature_def")
            .unpack(SignatureDefMap.class);

    assertThat(TextFormat.printer().printToString(signatures))
        .isEqualToIgnoringWhitespace(
            "signature_def { key: 'serving_default' value {".replace('\'', '"')
                + input("age", "age:0", "DT_FLOAT")
                + input("count", "count:0", "DT_INT32")
                + output("a", "DT_FLOAT")
                + output("b", "DT_INT32")
                + "method_name: \"tensorflow/serving/predict\" } }");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | INVALID_ARGUMENT | Missing ModelSpec",
        "model_spec { name: 'foo' } | NOT_FOUND | Could not find any versions of model foo",
        "model_spec {} | NOT_FOUND | Could not find any versions of model~ ~",
        "model_spec { name: 'half_plus_two' version { value: 9 } } | NOT_FOUND"
            + " | Could not find version 9 of model half_plus_two",
        "model_spec { name: 'foo' version { value: 9 } } | NOT_FOUND"
            + " | Could not find version 9 of model foo",
      })
  void refusesStatus(String request, Status.Code code, String text) {
    assertRefused(() -> status(request), code, text.replace("~ ~", " "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name: 'half_plus_two' | 123, 1",
        "name: 'half_plus_two' version { value: 1 } | 1",
        "name: 'half_plus_two' version_label: 'bogus' | 123, 1",
        "name: 'half_plus_two' version_label: 'stable' | 123, 1",
      })
  void tellsStatesTheHighestVersionFirst(String spec, String versions) {
    GetModelStatusResponse response = status("model_spec { " + spec + " }");

    assertThat(
            String.join(
                ", ",
                response.getModelVersionStatusList().stream()
                    .map(each -> Long.toString(each.getVersion()))
                    .toList()))
        .isEqualTo(versions);
    assertThat(response.getModelVersionStatusList())
        .allSatisfy(
            each -> {
              assertThat(each.getState()).isEqualTo(ModelVersionStatus.State.AVAILABLE);
              assertThat(each.getStatus().getErrorCodeValue()).isZero();
              assertThat(each.getStatus().getErrorMessage()).isEmpty();
            });
  }

  @Test
  void keepsWhyAVersionFailed() {
    ModelVersionStatus broken = status("model_spec { name: 'broken' }").getModelVersionStatus(0);

    assertThat(broken.getState()).isEqualTo(ModelVersionStatus.State.END);
    assertThat(broken.getStatus().getErrorCodeValue()).isNotZero();
    assertThat(broken.getStatus().getErrorMessage()).contains("not an ONNX model");
    assertThat(server.get("/v1/models/broken").compact())
        .startsWith("{\"model_version_status\":[{\"version\":\"1\",\"state\":\"END\",\"status\":");
  }

  @ParameterizedTest
  @CsvSource({
    "http://x.org, 200",
    "https://x.org, 200",
    "file:///x, 400",
    "null, 400",
  })
  void answersPreflights(String origin, int status) {
    RestReply reply =
        server.raw(
            ContractServer.bytes(
                "OPTIONS /v1/anything HTTP/1.1\r\nHost: x\r\nOrigin: "
                    + origin
                    + "\r\nConnection: close\r\n\r\n"));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void letsOtherOriginsReadWhereTold(@TempDir Path other) throws IOException {
    try (ContractServer open = ContractServer.start(other, "--rest_api_enable_cors_support=true")) {
      RestReply reply = open.get("/v1/models/foo");

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo("POST, GET");
      assertThat(reply.header("Access-Control-Allow-Headers")).isEqualTo("Content-Type");
    }
  }

  private static String input(String alias, String name, String type) {
    return tensor("inputs", alias, name, type);
  }

  private static String output(String alias, String type) {
    return tensor("outputs", alias, alias + ":0", type);
  }

  private static String tensor(String field, String alias, String name, String type) {
    return "%s { key: \"%s\" value { name: \"%s\" dtype: %s tensor_shape { dim { size: -1 } } } } "
        .formatted(field, alias, name, type);
  }

  private static GetModelMetadataResponse metadata(String text) {
    GetModelMetadataRequest.Builder request = GetModelMetadataRequest.newBuilder();
    Protos.merge(text, request);
    return server.predictions().getModelMetadata(request.build());
  }

  private static GetModelStatusResponse status(String text) {
    GetModelStatusRequest.Builder request = GetModelStatusRequest.newBuilder();
    Protos.merge(text, request);
    return server.models().getModelStatus(request.build());
  }
}
