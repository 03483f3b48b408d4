package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphCheckTest {
  private static final String X = "name: 'm' input { name: 'X' data_type: TYPE_FP32 ";
  private static final String BATCH = "max_batch_size: 4 ";

  /** X: FP32 [-1,4], Y: INT64 [-1]. */
  private static final GraphInfo GRAPH = graph(Shape.of(-1, 4), Shape.of(-1));

  /** X: FP32 [-1,4], START: INT32 [-1,1], SUM_IN and SUM_OUT: INT32 [-1,4], Y: INT64 [-1]. */
  private static final GraphInfo STATEFUL =
      GraphInfo.of(
          List.of(
              new GraphTensor("X", DataType.FP32, Shape.of(-1, 4), false),
              new GraphTensor("START", DataType.INT32, Shape.of(-1, 1), false),
              new GraphTensor("SUM_IN", DataType.INT32, Shape.of(-1, 4), false)),
          List.of(
              new GraphTensor("Y", DataType.INT64, Shape.of(-1), false),
              new GraphTensor("SUM_OUT", DataType.INT32, Shape.of(-1, 4), false)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        X + "dims: [ -1, 4 ] }",
        X + "dims: [ 7, 4 ] }",
        BATCH + X + "dims: 4 }",
        BATCH + X + "dims: [ 2, 2 ] reshape { shape: 4 } }",
        X + "dims: [ -1, 4 ] } output { name: 'Y' data_type: TYPE_INT64 dims: -1 }",
        X + "dims: [ -1, 4 ] } output { name: 'Y' data_type: TYPE_INT64 dims: 9 }",
      })
  void acceptsWhatFits(String text) {
    assertThatCode(() -> check(text, GRAPH)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: 'm'|unable to load model 'm', configuration expects 0 inputs, model provides 1",
        "name: 'm' input { name: 'Z' }|unexpected inference input 'Z', allowed inputs are: X",
        "name: 'm' input { name: 'X' data_type: TYPE_STRING }|unable to load model 'm',"
            + " configuration expects datatype TYPE_STRING for input 'X', model provides TYPE_FP32",
        X
            + "dims: 4 }|model 'm', tensor 'X': the model expects 2 dimensions (shape [-1,4]) but the"
            + " model configuration specifies 1 dimensions (shape [4])",
        X
            + "dims: [ -1, 4 ] } output { name: 'Q' }|unexpected inference output 'Q', allowed"
            + " outputs are: Y",
        X
            + "dims: [ -1, 4 ] } output { name: 'Y' data_type: TYPE_INT64 dims: [ 1, 1 ] }|model"
            + " 'm', tensor 'Y': the model expects 1 dimensions (shape [-1]) but the model"
            + " configuration specifies 2 dimensions (shape [1,1])",
        BATCH
            + X
            + "dims: 4 optional: true } input { name: 'X' }|unable to load model 'm', optional input"
            + " 'X' is not supported for models that support batching",
        X
            + "dims: 4 allow_ragged_batch: true }|unable to load model 'm', configuration expects"
            + " model provides input with shape [-1]  for ragged input 'X', model provides [-1,4]",
      })
  void refusesWhatDoesNotFit(String text, String message) {
    assertThatThrownBy(() -> check(text, GRAPH))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // the type, with the dims that fit already
        "name: 'm' input { name: 'X' data_type: TYPE_INT8 dims: [ 7, 4 ] format: FORMAT_NONE }|"
            + "input [ { name: \"X\" data_type: TYPE_FP32 dims: [ 7, 4 ] } ]",
        // the dims, with the batch dimension left out
        BATCH + X + "dims: [ 2, 4 ] }|input [ { name: \"X\" data_type: TYPE_FP32 dims: [ 4 ] } ]",
        X + "dims: [ 5 ] }|input [ { name: \"X\" data_type: TYPE_FP32 dims: [ -1, 4 ] } ]",
        // the names
        "name: 'm' input { name: 'Z' }|input [ { name: \"X\" data_type: TYPE_FP32 dims: [ -1, 4 ] } ]",
        "name: 'm'|input [ { name: \"X\" data_type: TYPE_FP32 dims: [ -1, 4 ] } ]",
        X
            + "dims: [ -1, 4 ] } output { name: 'Q' }|output [ { name: \"Y\" data_type: TYPE_INT64"
            + " dims: [ -1 ] } ]",
        // the file of labels stays
        X
            + "dims: [ -1, 4 ] } output { name: 'Y' data_type: TYPE_INT64 dims: [ 1, 1 ]"
            + " label_filename: 'l' }|output [ { name: \"Y\" data_type: TYPE_INT64 dims: [ -1 ]"
            + " label_filename: \"l\" } ]",
      })
  void saysWhatTheConfigurationShouldSay(String text, String correction) {
    assertThat(GraphCheck.findings(ConfigText.read(text), GRAPH).get(0).correction())
        .contains(correction);
  }

  @Test
  void correctsTheBatchSizeOfAGraphWithoutBatches() {
    GraphInfo graph = graph(Shape.of(2, 4), Shape.of(-1));

    assertThat(GraphCheck.findings(ConfigText.read(BATCH + X + "dims: 4 }"), graph))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.correction().orElseThrow().lines())
                    .containsExactly(
                        "max_batch_size: 0",
                        "input [ { name: \"X\" data_type: TYPE_FP32 dims: [ 2, 4 ] } ]",
                        "output [ { name: \"Y\" data_type: TYPE_INT64 dims: [ -1 ] } ]"));
  }

  @Test
  void correctsTheBatchSizeOfAScalar() {
    GraphInfo graph = graph(Shape.SCALAR, Shape.of(-1));

    assertThat(GraphCheck.findings(ConfigText.read(BATCH + X + "dims: 3 }"), graph).get(0))
        .extracting(finding -> finding.correction().orElseThrow())
        .asString()
        .startsWith("max_batch_size: 0\ninput [ { name: \"X\"");
  }

  @Test
  void findsEverythingThatDoesNotFit() {
    ModelConfig config =
        ConfigText.read(
            "name: 'm' input { name: 'X' data_type: TYPE_INT8 dims: 9 }"
                + " input { name: 'Z' data_type: TYPE_INT8 dims: 9 }"
                + " output { name: 'Y' data_type: TYPE_INT64 dims: [ 1, 1 ] }");

    assertThat(GraphCheck.findings(config, GRAPH))
        .extracting(Finding::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).contains("expects 2 inputs, model provides 1"),
            reason -> assertThat(reason).contains("TYPE_INT8 for input 'X'"),
            reason -> assertThat(reason).contains("tensor 'X': the model expects 2 dimensions"),
            reason -> assertThat(reason).contains("unexpected inference input 'Z'"),
            reason -> assertThat(reason).contains("tensor 'Y': the model expects 1 dimensions"));
  }

  @Test
  void namesAnInputThatIsNotConfigured() {
    assertThat(GraphCheck.findings(ConfigText.read("name: 'm'"), GRAPH))
        .extracting(Finding::reason)
        .contains("unable to load model 'm', input 'X' of the model is not in the configuration");
  }

  @Test
  void countsOptionalInputsOnNeitherSide() {
    GraphTensor required = new GraphTensor("A", DataType.FP32, Shape.of(2), false);
    GraphTensor optional = new GraphTensor("B", DataType.FP32, Shape.of(2), true);
    GraphInfo graph = GraphInfo.of(List.of(required, optional), List.of());
    String a = "name: 'm' input { name: 'A' data_type: TYPE_FP32 dims: 2 } ";

    assertThatCode(() -> check(a, graph)).doesNotThrowAnyException();
    assertThatCode(
            () ->
                check(a + "input { name: 'B' data_type: TYPE_FP32 dims: 2 optional: true }", graph))
        .doesNotThrowAnyException();
  }

  @Test
  void acceptsControlsAndStatesThatTheGraphHas() {
    assertThatCode(() -> check(sequences("START", "int32", "SUM_IN", "SUM_OUT", "4"), STATEFUL))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "STRAT|int32|SUM_IN|SUM_OUT|4|unexpected inference input 'STRAT', allowed inputs are:"
            + " START, SUM_IN, X",
        "START|fp32|SUM_IN|SUM_OUT|4|unable to load model 'm', configuration expects datatype"
            + " TYPE_FP32 for input 'START', model provides TYPE_INT32",
        "START|int32|SUM|SUM_OUT|4|unexpected inference input 'SUM', allowed inputs are: START,"
            + " SUM_IN, X",
        "START|int32|SUM_IN|SUM|4|unexpected inference output 'SUM', allowed outputs are: SUM_OUT, Y",
        "START|int32|X|Y|4|unable to load model 'm', configuration expects datatype TYPE_INT32 for"
            + " input 'X', model provides TYPE_FP32",
        "START|int32|SUM_IN|SUM_OUT|5|model 'm', tensor 'SUM_IN': the model expects 2 dimensions"
            + " (shape [-1,4]) but the model configuration specifies 2 dimensions (an initial batch"
            + " dimension because max_batch_size > 0 followed by the explicit tensor shape, making"
            + " complete shape [-1,5])",
      })
  void refusesControlsAndStatesThatTheGraphDoesNotHave(
      String control, String kind, String input, String output, String dims, String message) {
    assertThatThrownBy(() -> check(sequences(control, kind, input, output, dims), STATEFUL))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  private static String sequences(
      String control, String kind, String input, String output, String dims) {
    return BATCH
        + X
        + "dims: 4 } sequence_batching { control_input { name: '%s' control { kind:"
            .formatted(control)
        + " CONTROL_SEQUENCE_START %s_false_true: [ 0, 1 ] } } state { input_name: '%s'"
            .formatted(kind, input)
        + " output_name: '%s' data_type: TYPE_INT32 dims: %s } }".formatted(output, dims);
  }

  @Test
  void takesAnyShapeForUnknownRank() {
    GraphInfo graph = graph(Shape.UNKNOWN_RANK, Shape.UNKNOWN_RANK);

    assertThatCode(() -> check(X + "dims: [ 1, 2, 3 ] }", graph)).doesNotThrowAnyException();
  }

  @Test
  void takesOnesForScalars() {
    GraphInfo graph = graph(Shape.SCALAR, Shape.SCALAR);

    assertThatCode(() -> check(X + "dims: [ 1, 1 ] }", graph)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(X + "dims: [ 1, 2 ] }", graph))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "unable to load model 'm', scalar tensor 'X', should only provide 1 in the model"
                + " configuration when the model doesn't support batching. Model configuration"
                + " provided: [1,2].");
  }

  @Test
  void wantsFixedDimsOfOutputsAsTheGraphHasThem() {
    GraphInfo graph = graph(Shape.of(4), Shape.of(3));

    assertThatThrownBy(
            () -> check(X + "dims: 4 } output { name: 'Y' data_type: TYPE_INT64 dims: -1 }", graph))
        .hasMessageContaining("tensor 'Y': the model expects 1 dimensions (shape [3])");
  }

  private static void check(String text, GraphInfo graph) {
    GraphCheck.check(ConfigText.read(text), graph);
  }

  private static GraphInfo graph(Shape input, Shape output) {
    return GraphInfo.of(
        List.of(new GraphTensor("X", DataType.FP32, input, false)),
        List.of(new GraphTensor("Y", DataType.INT64, output, false)));
  }
}
