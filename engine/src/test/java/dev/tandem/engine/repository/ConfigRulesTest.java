package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigRulesTest {
  private static final String ENSEMBLE =
      "name: 'm' platform: 'ensemble' input { name: 'X' } output { name: 'Y' } ensemble_scheduling {"
          + " step { model_name: 'a' input_map { key: 'I' value: 'X' } output_map { key: 'O' value:"
          + " 'Y' } }";
  private static final String ONNX =
      "name: 'm' backend: 'onnxruntime' platform: 'onnxruntime_onnx' ";
  private static final String QUEUE_DELAY =
      "{ timeout_action: DELAY default_timeout_microseconds: 5 }";

  @ParameterizedTest
  @ValueSource(
      strings = {
        ONNX,
        "name: 'm' backend: 'identity'",
        "name: 'm' backend: 'other' platform: 'onnxruntime_onnx'",
        ENSEMBLE + " }",
        ONNX + "max_batch_size: 8 dynamic_batching { preferred_batch_size: [ 1, 8 ] }",
        ONNX
            + "dynamic_batching { priority_levels: 2 default_priority_level: 2"
            + " priority_queue_policy { key: 2 value { } } }",
        ONNX + "dynamic_batching { preserve_ordering: true default_queue_policy { } }",
        ONNX + "response_cache { enable: true } dynamic_batching { }",
        ONNX + "response_cache { enable: false } sequence_batching { }",
        ONNX
            + "model_metrics { metric_control { metric_identifier { family: 'f' }"
            + " histogram_options { buckets: 1 } } }",
      })
  void acceptsWhatIsRight(String text) {
    assertThatCode(() -> ConfigRules.check(ConfigText.read(text))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_batch_size: 1|model configuration must specify 'name'",
        "name: 'm'|unexpected platform type '' for m",
        "name: 'm' platform: 'other'|unexpected platform type 'other' for m",
        "name: 'm' platform: 'ensemble'|ensemble scheduling must be set for ensemble m whose"
            + " platform is ensemble",
        "name: 'm' platform: 'ensemble' ensemble_scheduling { }|must specify 'step' for ensemble 'm'",
        "name: 'm' platform: 'ensemble' ensemble_scheduling { step { } }|must specify 'model_name' in"
            + " step 0 of ensemble 'm'",
        ENSEMBLE
            + " step { model_name: 'b' input_map { key: 'I' value: 'X' } output_map { key: 'O' value:"
            + " 'Y' } } }|ensemble tensor 'Y' can appear in an output map only once for ensemble 'm'",
        ENSEMBLE
            + " step { model_name: 'b' input_map { key: 'I' value: 'X' } output_map { key: 'O' value:"
            + " 'Z' } } }|ensemble tensor 'Z' is unused in ensemble 'm'",
        ENSEMBLE + " } input { name: 'W' }|ensemble input 'W' for ensemble m' is not used",
        ENSEMBLE + " } output { name: 'W' }|ensemble output 'W' for ensemble m' is not used",
        ENSEMBLE
            + " step { model_name: 'b' input_map { key: 'I' value: 'T' } output_map { key: 'O' value:"
            + " 'T' } } } output { name: 'T' }|output 'T' for ensemble 'm' is not written: at least"
            + " one of its depending tensors, 'T', is not connected",
        ENSEMBLE
            + " } instance_group { count: 1 }|instance group should not be specified for ensemble 'm'",
        ENSEMBLE + " } optimization { }|optimization should not be specified for ensemble 'm'",
        ENSEMBLE
            + " } model_warmup { name: 'w' }|model_warmup can not be specified for ensemble 'm'",
        ONNX
            + "sequence_batching { control_input { control { kind: CONTROL_SEQUENCE_START"
            + " int32_false_true: [ 0, 1 ] } } }|sequence batching control tensor must have a name"
            + " for m",
        ONNX
            + "sequence_batching { control_input { name: 'S' control { kind: CONTROL_SEQUENCE_START"
            + " } } }|sequence batching must specify either 'int32_false_true', 'fp32_false_true' or"
            + " 'bool_false_true' for CONTROL_SEQUENCE_START for m",
        ONNX
            + "sequence_batching { control_input { name: 'S' control { kind: CONTROL_SEQUENCE_START"
            + " int32_false_true: [ 0 ] } } }|sequence batching control 'int32_false_true' must have"
            + " exactly 2 entries for CONTROL_SEQUENCE_START for m",
        ONNX
            + "sequence_batching { control_input { name: 'S' control { kind: CONTROL_SEQUENCE_END"
            + " int32_false_true: [ 0, 1 ] } control { kind: CONTROL_SEQUENCE_START int32_false_true:"
            + " [ 0, 1 ] } } }|sequence batching control tensor 'S' is specified for multiple control"
            + " kinds for m",
        ONNX
            + "sequence_batching { state { input_name: 'A' output_name: 'B' data_type: TYPE_FP32 dims:"
            + " 1 } state { input_name: 'A' output_name: 'C' data_type: TYPE_FP32 dims: 1 } }|State"
            + " input name 'A' specified more than once.",
        ONNX
            + "sequence_batching { state { input_name: 'A' output_name: 'B' data_type: TYPE_FP32 dims:"
            + " 4 initial_state { name: 'i' data_type: TYPE_FP32 dims: 5 zero_data: true } } }"
            + "|'initial_state' field for state input name 'A' has dims [5] (expected: [4]).",
        ONNX
            + "sequence_batching { state { input_name: 'A' output_name: 'B' data_type: TYPE_FP32 dims:"
            + " [ 4294967296, 4294967296, 4294967296 ] } }|state input 'A' of dims"
            + " [4294967296,4294967296,4294967296] begins with more than 1073741824 bytes",
        "name: 'm' platform: 'ensemble' backend: 'b'|Ensemble model 'm' must have platform type"
            + " 'ensemble' and empty backend type",
        "name: 'm' backend: 'onnxruntime' platform: 'pytorch_libtorch'|unexpected 'platform' and"
            + " 'backend' pair, got:pytorch_libtorch, onnxruntime",
        "name: 'm' backend: 'b' ensemble_scheduling { }|ensemble scheduling cannot be set for"
            + " model 'm' whose platform is not ensemble",
        ONNX + "max_batch_size: -1|'max_batch_size' must be non-negative value for m",
        ONNX
            + "dynamic_batching { preferred_batch_size: 0 }|dynamic batching preferred size must be"
            + " positive for m",
        ONNX
            + "max_batch_size: 8 dynamic_batching { preferred_batch_size: 9 }|dynamic batching"
            + " preferred size must be <= max batch size for m",
        ONNX
            + "dynamic_batching { priority_levels: 2 }|default priority level must be in range [1,"
            + " 2] for m",
        ONNX
            + "dynamic_batching { priority_levels: 2 default_priority_level: 3 }|default priority"
            + " level must be in range [1, 2] for m",
        ONNX
            + "dynamic_batching { priority_levels: 2 default_priority_level: 1"
            + " priority_queue_policy { key: 3 value { } } }|priority queue policy must have"
            + " priority level in range [1, 2] for m",
        ONNX
            + "dynamic_batching { preserve_ordering: true priority_levels: 2"
            + " default_priority_level: 1 }|Only one priority level is allowed when"
            + " 'preserve_ordering' is true for m",
        ONNX
            + "dynamic_batching { preserve_ordering: true default_queue_policy "
            + QUEUE_DELAY
            + " }|Queue policy can not have DELAY as timeout action when 'preserve_ordering' is"
            + " true for m",
        ONNX
            + "dynamic_batching { preserve_ordering: true priority_queue_policy { key: 1 value "
            + QUEUE_DELAY
            + " } }|Queue policy can not have DELAY as timeout action when 'preserve_ordering' is"
            + " true for m",
        ONNX
            + "response_cache { enable: true } sequence_batching { }|Response Cache does not"
            + " currently support model m with sequence batching scheduler. Please disable the"
            + " response cache.",
        ONNX
            + "response_cache { enable: true } model_transaction_policy { decoupled: true }"
            + "|Response Cache does not currently support model m with 'decoupled' transaction"
            + " policy. Please disable the response cache.",
        ONNX
            + "model_metrics { metric_control { } }|metric control must specify"
            + " 'metric_identifier'",
        ONNX
            + "model_metrics { metric_control { metric_identifier { } } }|metric identifier must"
            + " specify non-empty 'family'",
        ONNX
            + "model_metrics { metric_control { metric_identifier { family: 'f' } } }|metric"
            + " control must specify 'histogram_options'",
        ONNX
            + "model_metrics { metric_control { metric_identifier { family: 'f' }"
            + " histogram_options { } } }|histogram options must specify non-empty 'buckets'",
      })
  void refusesWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> ConfigRules.check(ConfigText.read(text)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }
}
