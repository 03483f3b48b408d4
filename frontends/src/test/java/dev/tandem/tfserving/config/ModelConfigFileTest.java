package dev.tandem.tfserving.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.tfserving.wire.TfServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigFileTest {
  @TempDir Path folder;

  @Test
  void readsTheTextFormAsItIsWrittenInTheWild() throws IOException {
    Path file =
        write(
            """
            # all of the grammar
            model_config_list: {
              config: <
                name: "half" 'plus_two', base_path: '/models/half';
                model_platform: "tensorflow"
                model_version_policy: { specific: { versions: [1, 2] } }
              >
              config { name: 'm' base_path: '/m' model_platform: 'onnx' }
            }
            """);

    assertThat(ModelConfigFile.read(file).orElseThrow().models())
        .extracting(BasePathModel::name)
        .containsExactly("halfplus_two", "m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing"})
  void takesAnEmptyFileForNothingSaid(String text) throws IOException {
    assertThat(ModelConfigFile.read(write(text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model_config_list {",
        "model_config_list { config { colour: 3 } }",
        "model_config_list { config { name: 'a' name: 'b' } }",
        "\u0000",
      })
  void refusesWhatIsNoConfiguration(String text) throws IOException {
    refuses(write(text));
  }

  @Test
  void refusesAFileThatCannotBeRead() {
    refuses(folder.resolve("missing"));
    refuses(folder);
  }

  private static void refuses(Path file) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> ModelConfigFile.read(file))
        .withMessage("Invalid protobuf file: '%s'", file);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("models.config"), text);
  }
}
