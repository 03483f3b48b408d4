package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigDefaultsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "platform: 'onnxruntime_onnx'",
        "backend: 'onnxruntime'",
        "default_model_filename: 'model.onnx'",
        "name: 'm'",
      })
  void knowsOnnxByAnySign(String text) {
    ModelConfig config =
        ConfigDefaults.backend(ConfigText.read(text), "m", Set.of("model.onnx", "notes.txt"));

    assertThat(config.name()).isEqualTo("m");
    assertThat(config.backend()).isEqualTo("onnxruntime");
    assertThat(config.platform()).isEqualTo("onnxruntime_onnx");
    assertThat(config.defaultModelFilename()).isEqualTo("model.onnx");
  }

  @Test
  void keepsFilenameThatIsGiven() {
    ModelConfig config =
        ConfigDefaults.backend(
            ConfigText.read("backend: 'onnxruntime' default_model_filename: 'resnet.onnx'"),
            "m",
            Set.of());

    assertThat(config.defaultModelFilename()).isEqualTo("resnet.onnx");
  }

  @Test
  void leavesOtherBackendsAndEnsemblesAlone() {
    for (String text : List.of("name: 'm' backend: 'identity'", "name: 'm' platform: 'ensemble'")) {
      ModelConfig config = ConfigText.read(text);
      assertThat(ConfigDefaults.backend(config, "m", Set.of("model.onnx"))).isEqualTo(config);
    }
  }

  @Test
  void takesBackendFromFolderName() {
    ModelConfig config = ConfigDefaults.backend(ModelConfig.EMPTY, "copy.identity", Set.of());

    assertThat(config.backend()).isEqualTo("identity");
    assertThat(config.defaultModelFilename()).isEqualTo("model.identity");
  }

  @Test
  void refusesModelThatNothingIsKnownOf() {
    assertThatThrownBy(() -> ConfigDefaults.backend(ModelConfig.EMPTY, "m", Set.of("weights")))
        .hasMessage(
            "Invalid model name: Could not determine backend for model 'm' with no backend in"
                + " model configuration. Expected model name of the form 'model.<backend_name>'.");
  }

  @Test
  void prefersTheLargestBatch() {
    assertThat(dynamic("max_batch_size: 8 dynamic_batching { }").preferredBatchSizes())
        .containsExactly(8);
    assertThat(
            dynamic("max_batch_size: 8 dynamic_batching { preferred_batch_size: 2 }")
                .preferredBatchSizes())
        .containsExactly(2);
    assertThat(dynamic("dynamic_batching { }").preferredBatchSizes()).isEmpty();
  }

  private static DynamicBatching dynamic(String text) {
    return (DynamicBatching) ConfigDefaults.scheduling(ConfigText.read(text)).scheduling();
  }

  @Test
  void letsSequencesIdleForASecond() {
    String text = "max_batch_size: 3 sequence_batching { oldest { max_candidate_sequences: 5 } }";

    var batching = (SequenceBatching) ConfigDefaults.scheduling(ConfigText.read(text)).scheduling();

    assertThat(batching.maxSequenceIdleMicros()).isEqualTo(1_000_000);
    assertThat(batching.strategy()).contains(new SequenceBatching.Oldest(5, List.of(3), 0, false));
  }

  @Test
  void keepsPinnedMemoryThatIsTurnedOff() {
    var optimization =
        ConfigDefaults.scheduling(
                ConfigText.read("optimization { input_pinned_memory { enable: false } }"))
            .optimization()
            .orElseThrow();

    assertThat(optimization.inputPinnedMemory()).contains(false);
    assertThat(optimization.outputPinnedMemory()).contains(true);
  }

  @Test
  void givesEnsemblesNoOptimization() {
    ModelConfig config = ConfigText.read("platform: 'ensemble' ensemble_scheduling { }");

    assertThat(ConfigDefaults.scheduling(config))
        .isEqualTo(config.withTransactionPolicy(new TransactionPolicy(false)));
  }
}
