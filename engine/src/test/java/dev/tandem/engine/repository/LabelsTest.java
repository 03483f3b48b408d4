package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Test
  void readsOneLabelALineForEachOutputThatHasThem() throws IOException {
    new SampleRepository(folder).file("text/labels.txt", "cat\ndog\n\nfür Elise");
    ModelConfig config =
        ConfigText.read(
            "output { name: 'A' label_filename: 'text/labels.txt' } output { name: 'B' }");

    assertThat(Labels.read(config, folder))
        .isEqualTo(Map.of("A", List.of("cat", "dog", "", "für Elise")));
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> Labels.read(config("labels.txt"), folder))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "unable to open label file '" + folder.resolve("labels.txt") + "' of output 'A'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../labels.txt", "a/../../labels.txt", "/etc/hosts", "../m2/labels.txt"})
  void refusesPathsOutOfTheModelsFolder(String path) {
    new SampleRepository(folder)
        .folder("m/a")
        .file("labels.txt", "secret")
        .file("m2/labels.txt", "secret");

    assertThatThrownBy(() -> Labels.read(config(path), folder.resolve("m")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("label_filename '" + path + "' of output 'A' is outside of the model's folder");
  }

  private static ModelConfig config(String labels) {
    return ConfigText.read("output { name: 'A' label_filename: '" + labels + "' }");
  }
}
