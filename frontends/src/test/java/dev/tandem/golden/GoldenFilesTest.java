package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFilesTest {
  @Test
  void readsEveryRecordedCase() {
    assertThat(GoldenFiles.cases()).hasSize(753 + 361);
  }

  @Test
  void copiesTheChosenModelsWhole(@TempDir Path to) throws IOException {
    GoldenFiles.copyModels("models", to, model -> model.startsWith("two_"));

    try (Stream<Path> files = Files.walk(to).filter(Files::isRegularFile)) {
      assertThat(files.map(file -> to.relativize(file).toString()))
          .containsExactlyInAnyOrder(
              "two_version/config.pbtxt",
              "two_version/1/model.onnx",
              "two_version/3/model.onnx",
              "two_version/7/model.onnx");
    }
  }

  @Test
  void rejectsUnknownResource(@TempDir Path to) {
    assertThatThrownBy(() -> GoldenFiles.open("none.json"))
        .hasMessageContaining("/golden/none.json");
    assertThatThrownBy(() -> GoldenFiles.copyModels("none", to, model -> true))
        .hasMessageContaining("/golden/none");
  }
}
