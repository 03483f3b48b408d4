package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorRulesTest {
  private static final String X = "name: 'm' input { name: 'X' data_type: TYPE_FP32 ";
  private static final String Y = "name: 'm' output { name: 'Y' data_type: TYPE_FP32 ";
  private static final String BATCH_INPUT =
      X + "dims: 1 } batch_input { kind: BATCH_ITEM_SHAPE target_name: 'T' ";
  private static final String BATCH_OUTPUT =
      X
          + "dims: 1 } output { name: 'Y' data_type:"
          + " TYPE_FP32 dims: 1 } batch_output { source_input: 'X' ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        X + "dims: [ -1, 3 ] }",
        X + "dims: [ 2, 4, -1, 6 ] reshape { shape: [ 8, -1, 1, 6 ] } }",
        X + "dims: [ 12 ] reshape { shape: [ 3, 4 ] } }",
        X + "dims: [ 1 ] reshape { } } max_batch_size: 1",
        X + "dims: [ 3, 2, 1 ] format: FORMAT_NHWC }",
        BATCH_INPUT + "data_type: TYPE_INT32 source_input: 'X' }",
        BATCH_OUTPUT + "target_name: 'Y' }",
      })
  void acceptsWhatIsRight(String text) {
    assertThatCode(() -> ConfigRules.checkTensors(ConfigText.read(text)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: 'm' input { }|model input must specify 'name'",
        "name: 'm' output { }|model output must specify 'name'",
        "name: 'm' input { name: 'X' }|model input 'X' must specify 'data_type'",
        X + "}|model input 'X' must specify 'dims'",
        Y + "}|model output 'Y' must specify 'dims'",
        Y
            + "dims: [ 3, 0 ] }|model output 'Y' dimension must be integer >= 1, or -1 to indicate a"
            + " variable-size dimension",
        X
            + "dims: 1 reshape { } }|model input 'X' cannot have empty reshape for non-batching model"
            + " as scalar tensors are not supported",
        X
            + "dims: 1 reshape { shape: 0 } }|model input 'X' reshape dimensions must be integer >="
            + " 1, or -1 to indicate a variable-size dimension",
        X
            + "dims: 4 reshape { shape: [ 2, 3 ] } }|model input 'X' has different size for dims and"
            + " reshape",
        X
            + "dims: 2 reshape { } } max_batch_size: 1|model input 'X' has different size for dims"
            + " and reshape",
        X
            + "dims: -1 reshape { shape: 3 } }|model input 'X' has different size for dims and"
            + " reshape",
        X
            + "dims: [ 2, -1 ] reshape { shape: [ -1, 2 ] } }|model input 'X' has different size for"
            + " dims and reshape",
        X
            + "dims: [ -1, -1 ] reshape { shape: -1 } }|model input 'X' has different number of"
            + " variable-size dimensions for dims and reshape",
        X
            + "dims: [ 9223372036854775807, 2 ] reshape { shape: 2 } }|model input 'X' has more"
            + " elements than fit into 64 bits: [9223372036854775807,2]",
        X + "dims: [ 3, 2 ] format: FORMAT_NCHW }|model input NHWC/NCHW require 3 dims",
        Y
            + "dims: 1 is_shape_tensor: true }|shape tensors are only supported for TensorRT"
            + " platform",
        X
            + "dims: 1 is_non_linear_format_io: true }|Non-linear IO format is only supported for"
            + " the TensorRT platform",
        BATCH_INPUT
            + "data_type: TYPE_INT32 }|batch input kind 'BATCH_ITEM_SHAPE' expects 1 source input,"
            + " got 0",
        BATCH_INPUT
            + "data_type: TYPE_INT64 source_input: 'X' }|batch input data type must be TYPE_INT32"
            + " or TYPE_FP32",
        BATCH_INPUT + "data_type: TYPE_FP32 source_input: 'Z' }|unknown source input name 'Z'",
        BATCH_OUTPUT
            + "source_input: 'X' }|batch output kind 'BATCH_SCATTER_WITH_INPUT_SHAPE' expects 1"
            + " source input, got 2",
        BATCH_OUTPUT + "target_name: 'Z' }|unknown target output name 'Z'",
        BATCH_OUTPUT
            + "target_name: [ 'Y', 'Y' ] }|target output name 'Y' can only be specified once",
      })
  void refusesWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> ConfigRules.checkTensors(ConfigText.read(text)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message + " for m");
  }
}
