package dev.tandem.tfserving.config;

import static dev.tandem.tfserving.config.ConfigTexts.list;
import static dev.tandem.tfserving.config.ConfigTexts.model;
import static dev.tandem.tfserving.config.ConfigTexts.tensorflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.proto.tfserving.ModelServerConfig;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasePathConfigTest {
  @Test
  void readsAModelWithAllThatIsSaidOfIt() {
    assertThat(
            read(list(
                    model(
                        "m",
                        "model_platform: 'tensorflow'"
                            + " model_version_policy: { specific { versions: 1, versions: 2 } };"
                            + " version_labels { key: 'stable' value: 1 }"
                            + " version_labels { key: 'canary' value: 2 }")))
                .models())
        .containsExactly(
            new BasePathModel(
                "m",
                Path.of("/models/m"),
                new VersionPolicy.Specific(List.of(1L, 2L)),
                Map.of("stable", 1L, "canary", 2L)));
  }

  static Stream<Arguments> policies() {
    return Stream.of(
        Arguments.of("", new VersionPolicy.Latest(1)),
        Arguments.of("latest {}", new VersionPolicy.Latest(1)),
        Arguments.of("latest { num_versions: 0 }", new VersionPolicy.Latest(1)),
        Arguments.of("latest { num_versions: 3 }", new VersionPolicy.Latest(3)),
        Arguments.of(
            "latest { num_versions: 4294967295 }", new VersionPolicy.Latest(Integer.MAX_VALUE)),
        Arguments.of("all {}", new VersionPolicy.All()),
        Arguments.of("specific {}", new VersionPolicy.Specific(List.of())),
        Arguments.of(
            "specific { versions: [42, 0] }", new VersionPolicy.Specific(List.of(42L, 0L))));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void readsTheVersionPolicy(String text, VersionPolicy expected) {
    String model = model("m", "model_platform: 'tensorflow' model_version_policy { " + text + " }");

    assertThat(read(list(model)).models().get(0).versionPolicy()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_platform: 'tensorflow'",
        "model_platform: 'onnx'",
        "model_platform: 'onnxruntime'",
        "model_type: TENSORFLOW"
      })
  void takesThePlatformsThatItServes(String platform) {
    assertThat(read(list(model("m", platform))).models()).hasSize(1);
  }

  @Test
  void takesAListOfNoModels() {
    assertThat(read("model_config_list {}")).isEqualTo(BasePathConfig.NONE);
  }

  @Test
  void takesABasePathThatIsAFileUri() {
    String model = "config { name: 'm' base_path: 'file:///models/m' model_platform: 'onnx' }";

    assertThat(read(list(model)).models().get(0).basePath()).isEqualTo(Path.of("/models/m"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: 'm' base_path: 'models' model_platform: 'tensorflow'"
            + " | Expected model m to have an absolute path or URI; got base_path()=models",
        "name: 'm' model_platform: 'tensorflow'"
            + " | Expected model m to have an absolute path or URI; got base_path()=",
        "name: 'm' base_path: 'gs://models/m' model_platform: 'tensorflow'"
            + " | Model m is on a file system that is not supported: base_path()=gs://models/m",
        "name: 'm' base_path: '/m'"
            + " | Illegal setting neither ModelServerConfig::model_type (deprecated) nor"
            + " ModelServerConfig::model_platform, model name is m",
        "name: 'm' base_path: '/m' model_platform: 'tensorflow' model_type: TENSORFLOW"
            + " | Illegal setting both ModelServerConfig::model_type (deprecated) and"
            + " ModelServerConfig::model_platform, model name is m",
        "name: 'm' base_path: '/m' model_platform: 'caffe'"
            + " | Model m requests unsupported platform caffe",
        "name: 'm' base_path: '/m' model_type: OTHER"
            + " | Model m requests unsupported platform other",
        "base_path: '/m' model_platform: 'onnx'"
            + " | Illegal to list a model without a name in config list",
      })
  void refusesAModelThatIsNotInOrder(String model, String text) {
    refuses(list("config { " + model + " }"), Status.Code.INVALID_ARGUMENT, text);
  }

  @Test
  void refusesAModelThatIsListedTwice() {
    refuses(
        list(tensorflow("m"), tensorflow("n"), tensorflow("m")),
        Status.Code.INVALID_ARGUMENT,
        "Illegal to list model m multiple times in config list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "custom_model_config { type_url: 'x' }"})
  void takesNothingButAListFromAClient(String text) {
    ModelServerConfig config = ConfigTexts.parse(text);

    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> BasePathConfig.ofRequest(config))
        .withMessage(
            "ServerModelConfig type not supported by HandleReloadConfigRequest. Only"
                + " ModelConfigList is currently supported")
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void doesNotGoFromAListToAConfigurationOfAnotherKind() {
    refuses(
        "custom_model_config { type_url: 'x' }",
        Status.Code.FAILED_PRECONDITION,
        "Cannot transition to requested config. It is only legal to transition from one"
            + " ModelConfigList to another.");
  }

  @Test
  void doesNotChangeThePlatformOfAModel() {
    BasePathConfig before = read(list(tensorflow("m"), tensorflow("n")));
    BasePathConfig next = read(list(tensorflow("n"), model("m", "model_platform: 'onnx'")));

    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> next.requirePlatformsOf(before))
        .withMessage(
            "Illegal to change a model's platform. For model m platform was tensorflow and new"
                + " platform requested is onnx");
  }

  private static BasePathConfig read(String text) {
    return BasePathConfig.ofFile(ConfigTexts.parse(text)).orElseThrow();
  }

  private static void refuses(String text, Status.Code code, String message) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> read(text))
        .withMessage(message)
        .extracting(TfServingException::code)
        .isEqualTo(code);
  }
}
