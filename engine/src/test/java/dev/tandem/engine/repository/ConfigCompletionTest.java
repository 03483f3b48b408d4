package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.Scheduling;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigCompletionTest {
  private static final Shape ROWS_OF_3 = Shape.of(-1, 3);
  private static final Shape ROWS = Shape.of(-1);

  @Test
  void leavesCompleteConfigurationAlone() {
    ModelConfig complete = ConfigText.read("input { name: 'X' } output { name: 'Y' }");

    assertThat(ConfigCompletion.complete(complete, graph(ROWS_OF_3, ROWS), 4)).isEqualTo(complete);
  }

  @Test
  void fillsInTensorsWithoutTheirBatchDimension() {
    ModelConfig config = complete("", ROWS_OF_3, ROWS);

    assertThat(config.maxBatchSize()).isEqualTo(4);
    assertThat(config.scheduling()).isEqualTo(DynamicBatching.PLAIN);
    assertThat(config.inputs()).containsExactly(ModelInput.of("X", DataType.FP32, Shape.of(3)));
    assertThat(config.outputs())
        .containsExactly(
            ModelOutput.of("Y", DataType.INT64, Shape.of(1)).withReshape(Shape.SCALAR));
  }

  @Test
  void fillsInWholeShapesWhereBatchingIsNotPossible() {
    ModelConfig config = complete("", ROWS_OF_3, Shape.SCALAR);

    assertThat(config.maxBatchSize()).isZero();
    assertThat(config.scheduling()).isEqualTo(Scheduling.NONE);
    assertThat(config.inputs()).containsExactly(ModelInput.of("X", DataType.FP32, ROWS_OF_3));
    assertThat(config.outputs()).containsExactly(ModelOutput.of("Y", DataType.INT64, Shape.of(1)));
  }

  @Test
  void treatsUnknownRankAsOneVariableDimension() {
    ModelConfig config = complete("", Shape.UNKNOWN_RANK, ROWS);

    assertThat(config.maxBatchSize()).isZero();
    assertThat(config.inputs()).containsExactly(ModelInput.of("X", DataType.FP32, ROWS));
  }

  @Test
  void keepsTheSideThatIsGiven() {
    ModelConfig config = complete("input { name: 'GIVEN' }", ROWS_OF_3, ROWS_OF_3);

    assertThat(config.inputs()).extracting("name").containsExactly("GIVEN");
    assertThat(config.outputs()).containsExactly(ModelOutput.of("Y", DataType.INT64, Shape.of(3)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_batch_size: 16|16|DynamicBatching",
        "max_batch_size: 1|1|None",
        "sequence_batching { }|4|SequenceBatching",
        "dynamic_batching { preserve_ordering: true }|4|DynamicBatching",
      })
  void respectsWhatIsGiven(String text, int maxBatchSize, String scheduling) {
    ModelConfig config = complete(text, ROWS_OF_3, ROWS_OF_3);

    assertThat(config.maxBatchSize()).isEqualTo(maxBatchSize);
    assertThat(config.scheduling().getClass().getSimpleName()).isEqualTo(scheduling);
  }

  @Test
  void keepsNoBatchingWhereItIsTheDefault() {
    ModelConfig config =
        ConfigCompletion.complete(ModelConfig.EMPTY, graph(ROWS_OF_3, ROWS_OF_3), 0);

    assertThat(config.maxBatchSize()).isZero();
    assertThat(config.inputs().get(0).dims()).isEqualTo(ROWS_OF_3);
  }

  @Test
  void refusesBatchesThatTheGraphCannotTake() {
    assertThatThrownBy(() -> complete("name: 'm' max_batch_size: 8", Shape.of(2, 3), ROWS))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "autofill failed for model 'm': model does not support batching while non-zero"
                + " max_batch_size is specified");
  }

  @Test
  void leavesOutInputsWithDefaults() {
    GraphTensor optional = new GraphTensor("W", DataType.FP32, Shape.of(2, 2), true);
    GraphTensor required = new GraphTensor("X", DataType.FP32, ROWS, false);
    GraphInfo graph = GraphInfo.of(List.of(optional, required), List.of(required));

    ModelConfig config = ConfigCompletion.complete(ModelConfig.EMPTY, graph, 4);

    assertThat(config.inputs()).extracting("name").containsExactly("X");
    assertThat(config.maxBatchSize()).isEqualTo(4);
  }

  private static ModelConfig complete(String text, Shape input, Shape output) {
    return ConfigCompletion.complete(ConfigText.read(text), graph(input, output), 4);
  }

  private static GraphInfo graph(Shape input, Shape output) {
    return GraphInfo.of(
        List.of(new GraphTensor("X", DataType.FP32, input, false)),
        List.of(new GraphTensor("Y", DataType.INT64, output, false)));
  }
}
