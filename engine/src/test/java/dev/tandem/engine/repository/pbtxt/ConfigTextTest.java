package dev.tandem.engine.repository.pbtxt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigTextTest {
  @Test
  void readsCommentsSeparatorsListsAndSplitStrings() {
    ModelConfig config =
        ConfigText.read(
            """
            # a comment
            name: "sim" 'ple'; max_batch_size: 8,
            input [ { name: "A" data_type: TYPE_STRING dims: [ 2, -1 ] }, { name: "B" dims: 3 } ]
            input { name: "C" }
            """);

    assertThat(config.name()).isEqualTo("simple");
    assertThat(config.maxBatchSize()).isEqualTo(8);
    assertThat(config.inputs()).extracting("name").containsExactly("A", "B", "C");
    assertThat(config.inputs().get(0).type()).contains(DataType.BYTES);
    assertThat(config.inputs().get(0).dims()).isEqualTo(Shape.of(2, -1));
    assertThat(config.inputs().get(1).dims()).isEqualTo(Shape.of(3));
    assertThat(config.inputs().get(2).type()).isEmpty();
    assertThat(config.inputs().get(2).dims()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void namesModelAfterItsFolder() {
    assertThat(ConfigText.read("max_batch_size: 1", "folder").name()).isEqualTo("folder");
    assertThat(ConfigText.read("name: 'own'", "folder").name()).isEqualTo("own");
  }

  @ParameterizedTest
  @MethodSource("dev.tandem.engine.repository.pbtxt.ConfigProtoTest#oneofChoices")
  void readsWhatItWrites(int oneofChoice) {
    ModelConfig config = ConfigProto.read(FilledMessage.of(oneofChoice));

    assertThat(ConfigText.read(ConfigText.write(config))).isEqualTo(config);
  }

  @Test
  void writesAsPeopleDo() {
    String text =
        """
        name: "a \\"b\\""
        max_batch_size: 8
        input [
          { name: "X" data_type: TYPE_FP32 dims: [ 3, -1 ] reshape { shape: [ -1, 3 ] } },
          { name: "Z" data_type: TYPE_STRING dims: [ 1 ] reshape { } optional: true }
        ]
        version_policy { specific { versions: [ 3, 7 ] } }
        parameters [
          { key: "k" value { string_value: "v" } }
        ]
        dynamic_batching { max_queue_delay_microseconds: 5 }
        """;
    assertThat(ConfigText.write(ConfigText.read(text)).lines().sorted())
        .containsExactlyElementsOf(text.lines().sorted().toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_batch_size: eight|1|17",
        "name: 'a'@  max_batch_size: 1 nonsense: 2|2|21",
        "input { name: 'a'|1|18",
        "name: 'a'@name: 'b'|2|5",
        "input { dims: [ 1, }|1|20",
        "instance_group { kind: KIND_TPU }|1|24",
        "max_batch_size: 5000000000|1|17",
      })
  void namesThePlaceOfAnError(String text, int line, int column) {
    assertThatThrownBy(() -> ConfigText.read(text.replace('@', '\n')))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching("line " + line + ", column " + column + ": \\D.*");
  }

  @Test
  void namesEveryUnknownField() {
    assertThatThrownBy(() -> ConfigText.read("colour: 3\ninput { size: 1 }"))
        .hasMessage(
            "line 1, column 1: unknown field inference.ModelConfig.colour; line 2, column 9:"
                + " unknown field inference.ModelInput.size");
  }

  @Test
  void namesNegativeDimsByInputAndFolder() {
    assertThatThrownBy(() -> ConfigText.read("input { name: 'X' dims: -7 }", "m"))
        .hasMessage(
            "model input 'X' dimension must be integer >= 1, or -1 to indicate a variable-size"
                + " dimension for m");
  }
}
