package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.backend.onnx.OnnxFormatException;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenModelsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "simple", "simple_int8", "simple_string", "simple_identity", "mlp_autoconf", "auto_fixed",
        "nobatch", "dyn_shape", "label_model", "failing", "batching_delay", "full_config",
        "full_config2", "seq_accum", "seq_str", "seq_idle", "seq_oldest", "identity_fp16",
        "identity_uint64", "identity_bf16", "optional_input", "reshape_model", "warmup"
      })
  void servesWhatTritonServes(String model) {
    assertThat(GoldenModels.served("models/" + model, 1).name()).isEqualTo(model);
  }

  @Test
  void completesFromTheGraphAlone() {
    ModelConfig config = GoldenModels.served("models/mlp_autoconf", 1);

    assertThat(config.inputs())
        .containsExactly(ModelInput.of("INPUT", DataType.FP32, Shape.of(32)));
    assertThat(config.outputs())
        .containsExactly(ModelOutput.of("OUTPUT", DataType.FP32, Shape.of(4)));
    assertThat(config.maxBatchSize()).isEqualTo(4);
    assertThat(config.scheduling())
        .isEqualTo(DynamicBatching.PLAIN.withPreferredBatchSizes(List.of(4)));
    assertThat(config.instanceGroups())
        .containsExactly(InstanceGroup.of("mlp_autoconf", InstanceGroup.Kind.CPU, 2));
  }

  /** The texts are those of the real server, without what it wraps around them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bad_config|model 'bad_config', tensor 'INPUT0': the model expects 2 dimensions (shape"
            + " [-1,4]) but the model configuration specifies 2 dimensions (an initial batch"
            + " dimension because max_batch_size > 0 followed by the explicit tensor shape, making"
            + " complete shape [-1,5])",
        "bad_dtype|unable to load model 'bad_dtype', configuration expects datatype TYPE_INT32 for"
            + " input 'INPUT0', model provides TYPE_FP32",
        "bad_input_name|unexpected inference input 'WRONG', allowed inputs are: INPUT0",
        "bad_output_name|unexpected inference output 'WRONG', allowed outputs are: OUTPUT0",
        "bad_batch|model 'bad_batch', tensor 'INPUT0': for the model to support batching the shape"
            + " should have at least 1 dimension and the first dimension must be -1; but shape"
            + " expected by the model is [2,4]",
        "bad_zero_dim|model input 'INPUT0' dimension must be integer >= 1, or -1 to indicate a"
            + " variable-size dimension for bad_zero_dim",
        "bad_preferred|dynamic batching preferred size must be <= max batch size for bad_preferred",
        "bad_preserve|Only one priority level is allowed when 'preserve_ordering' is true for"
            + " bad_preserve",
        "bad_platform|unexpected platform type 'no_such_platform' for bad_platform",
        "wrong_name_config|unexpected directory name 'wrong_name_config' for model 'another_name',"
            + " directory name must equal model name",
        "bad_field|line 11, column 1: unknown field inference.ModelConfig.no_such_field",
        "bad_two_schedulers|line 12, column 1: Field `inference.ModelConfig.sequence_batching` is"
            + " specified along with field `inference.ModelConfig.dynamic_batching`, another member"
            + " of oneof `scheduling_choice`."
      })
  void refusesWithTheRecordedText(String model, String text) {
    assertThatThrownBy(() -> GoldenModels.served("models_bad/" + model, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessage(text.replace('`', '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bad_onnx", "empty_onnx"})
  void refusesBrokenModelFiles(String model) {
    assertThatThrownBy(() -> GoldenModels.served("models_bad/" + model, 1))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isInstanceOf(OnnxFormatException.class)
        .hasMessageStartingWith("not an ONNX model: ");
  }
}
