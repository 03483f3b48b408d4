package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.engine.backend.onnx.OnnxBackend;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSourceTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  /** A real Triton says of these only that they failed to poll, and does not know them then. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong_name_config",
        "bad_pbtxt",
        "bad_field",
        "bad_platform",
        "bad_preferred",
        "bad_two_schedulers",
        "bad_preserve"
      })
  void doesNotKnowModelsThatContradictThemselves(String model) throws IOException {
    ModelFolder copy = golden(model);

    assertThat(refusal(() -> source(true).read(copy)).stage()).isEqualTo(Stage.POLL);
  }

  /** A real Triton knows these, and answers with the kind and the reason. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bad_backend|Invalid argument: unable to find backend library for backend"
            + " 'no_such_backend', try specifying runtime on the model configuration.",
        "bad_zero_dim|Invalid argument: model input 'INPUT0' dimension must be integer >= 1, or -1"
            + " to indicate a variable-size dimension for bad_zero_dim"
      })
  void knowsModelsThatItCannotLoad(String model, String text) throws IOException {
    ModelFolder copy = golden(model);
    ModelConfig config = source(true).read(copy);

    Finding finding = refusal(() -> source(true).complete(config, copy));
    assertThat(finding.stage()).isEqualTo(Stage.VERSION);
    assertThat(finding.text()).isEqualTo(text);
  }

  @Test
  void knowsAnEnsembleWithoutVersions() throws IOException {
    ModelFolder copy = golden("bad_ensemble");
    ModelConfig config = source(true).read(copy);

    assertThat(source(true).complete(config, copy)).isEqualTo(config);
  }

  @Test
  void refusesDimsThatNothingCanBe() {
    ModelFolder model = model("input { name: 'X' data_type: TYPE_FP32 dims: -2 }");

    assertThat(refusal(() -> source(true).read(model)).stage()).isEqualTo(Stage.MODEL);
  }

  @Test
  void refusesALargeConfigurationBeforeItReadsIt() throws IOException {
    ModelFolder model = model(" ".repeat(ConfigFile.MAX_BYTES + 1));

    assertThat(refusal(() -> source(true).read(model)))
        .isEqualTo(
            Finding.of("config.pbtxt has 1048577 bytes (expected: at most 1048576)")
                .at(Stage.POLL));
  }

  @Test
  void refusesAConfigurationThatIsALinkInACircle() throws IOException {
    ModelFolder model = model("");
    Path file = model.path().resolve("config.pbtxt");
    Files.delete(file);
    Files.createSymbolicLink(file, file);

    assertThat(refusal(() -> source(true).read(model)).reason())
        .isEqualTo("config.pbtxt is not a file: " + file);
  }

  @Test
  void wantsAConfigurationWhereNoneIsCompleted() throws IOException {
    ModelFolder copy = golden("empty_onnx");
    Files.delete(copy.path().resolve("config.pbtxt"));

    assertThat(source(true).read(copy).name()).isEqualTo("empty_onnx");
    assertThatThrownBy(() -> source(false).read(copy))
        .hasMessage(
            "model 'empty_onnx' has no config.pbtxt, which it needs because configurations are not"
                + " completed from the model");
  }

  @Test
  void saysWhichOutputsAreMissingWhereNoneAreCompleted() throws IOException {
    ModelFolder copy = golden("bad_batch");
    Files.writeString(
        copy.path().resolve("config.pbtxt"),
        "input { name: 'INPUT0' data_type: TYPE_FP32 dims: [ 2, 4 ] }");

    assertThat(source(true).load(copy).outputs()).hasSize(1);
    assertThat(refusal(() -> source(false).load(copy)))
        .isEqualTo(
            Finding.of(
                    "model 'bad_batch' has no outputs in its configuration, and none were completed"
                        + " from the model")
                .withCorrection(
                    "output [ { name: \"OUTPUT0\" data_type: TYPE_FP32 dims: [ 2, 4 ] } ]"));
  }

  @Test
  void prefersTheConfigurationOfTheNameGiven() {
    ModelFolder model = model("max_batch_size: 1 backend: 'onnxruntime'");
    new SampleRepository(folder)
        .file("m/configs/large.pbtxt", "max_batch_size: 64 backend: 'onnxruntime'")
        .file("m/configs/broken.pbtxt", "max_batch_size: many");

    assertThat(named("large").read(model).maxBatchSize()).isEqualTo(64);
    assertThat(named("other").read(model).maxBatchSize()).isEqualTo(1);
    assertThat(source(true).read(model).maxBatchSize()).isEqualTo(1);
    assertThat(refusal(() -> named("broken").read(model)).reason()).startsWith("line 1, column 17");
  }

  private static Finding refusal(Runnable read) {
    return catchThrowableOfType(ConfigException.class, read::run).finding();
  }

  private ModelFolder model(String config) {
    new SampleRepository(folder).model("m", config);
    return ModelFolder.of("m", folder.resolve("m"), List.of());
  }

  private ModelFolder golden(String model) throws IOException {
    Path path = folder.resolve(model);
    new SampleRepository(folder)
        .model(model, GoldenModels.configText("models_bad/" + model))
        .folder(model + "/1");
    if (GoldenModels.hasGraph("models_bad/" + model, 1)) {
      Files.write(path.resolve("1/model.onnx"), GoldenModels.modelBytes("models_bad/" + model, 1));
    }
    return ModelFolder.of(model, path, List.of(1L));
  }

  private ConfigSource source(boolean autoComplete) {
    return source(autoComplete, Optional.empty());
  }

  private ConfigSource named(String configName) {
    return source(true, Optional.of(configName));
  }

  private ConfigSource source(boolean autoComplete, Optional<String> configName) {
    RepositorySettings defaults = RepositorySettings.of(List.of(folder));
    return new ConfigSource(
        new RepositorySettings(
            defaults.repositories(),
            autoComplete,
            defaults.defaultMaxBatchSize(),
            configName,
            defaults.loadThreads(),
            defaults.inboxLimits(),
            defaults.basePaths(),
            defaults.strictReadiness(),
            defaults.warmupSource(),
            defaults.companionReader(),
            defaults.control(),
            defaults.cache(),
            defaults.resources()),
        Map.of("onnxruntime", new OnnxBackend(new NativePool(0), Map.of())));
  }
}
