package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryScanTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Test
  void findsModelsByNameAndVersionsByNumber() throws IOException {
    repository().folder("b/10").folder("b/9").folder("b/0").folder("a/1");

    assertThat(models()).containsExactly(folder("a", 1L), folder("b", 0L, 9L, 10L));
  }

  @Test
  void findsNothingInAnEmptyRepository() throws IOException {
    assertThat(models()).isEmpty();
  }

  @Test
  void leavesOutHiddenFoldersAndPlainFiles() throws IOException {
    repository().folder(".git/1").file("README.md", "").folder("a/1").file("a/2", "no folder");

    assertThat(models()).containsExactly(folder("a", 1L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "configs",
        "warmup",
        "initial_state",
        "01",
        "00",
        "-1",
        "+1",
        "1.0",
        "v1",
        "1 ",
        "١",
        "latest",
        ".1",
        "9223372036854775808",
      })
  void takesOnlyPlainNumbersForVersions(String name) throws IOException {
    repository().folder("m/" + name).folder("m/7");

    assertThat(models()).extracting(ModelFolder::versions).containsExactly(List.of(7L));
  }

  @Test
  void findsModelsWithoutVersions() throws IOException {
    repository().file("m/config.pbtxt", "");

    assertThat(models()).containsExactly(folder("m"));
  }

  @Test
  void namesARepositoryThatIsNotThere() throws IOException {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> RepositoryScan.models(missing))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'" + missing + "' is not there");
  }

  @Test
  void saysWhichFoldersAreNoVersions() throws IOException {
    repository()
        .folder("m/007")
        .folder("m/configs")
        .folder("m/.staging")
        .folder("m/1")
        .file("m/2", "")
        .file("m/1000_labels.txt", "");
    Findings leftOut = Findings.at(Stage.MODEL);

    RepositoryScan.model(folder.resolve("m"), leftOut);

    assertThat(leftOut.list())
        .extracting(Finding::reason)
        .containsExactly(
            "'007' is not a version (expected: a number without leading zeros, of at most 18"
                + " digits); it is left out",
            "'2' is a file (expected: a folder); it is left out");
  }

  @Test
  void saysWhichFoldersOfABasePathAreNoVersions() throws IOException {
    repository().folder("-1").folder("9999999999999999999").folder("007").folder("7").file("8", "");
    Findings leftOut = Findings.at(Stage.MODEL);

    assertThat(RepositoryScan.basePath("m", folder, leftOut).versions()).containsExactly(7L);

    assertThat(leftOut.list())
        .extracting(Finding::reason)
        .containsExactly(
            "'-1' is not a version (expected: a number of at most 18 digits); it is left out",
            "'7' is the same version as another folder; it is left out",
            "'8' is a file (expected: a folder); it is left out",
            "'9999999999999999999' is not a version (expected: a number of at most 18 digits); it"
                + " is left out");
  }

  @Test
  void findsEveryNumberUnderABasePath() throws IOException {
    repository().folder("00123").folder("7").folder("tmp-8").folder("-1").file("9", "no folder");

    ModelFolder found = RepositoryScan.basePath("m", folder, Findings.at(Stage.MODEL));

    assertThat(found.name()).isEqualTo("m");
    assertThat(found.versions()).containsExactly(7L, 123L);
    assertThat(found.versionPath(123)).isEqualTo(folder.resolve("00123"));
  }

  private List<ModelFolder> models() throws IOException {
    List<ModelFolder> models = new ArrayList<>();
    for (Path path : RepositoryScan.models(folder)) {
      models.add(RepositoryScan.model(path));
    }
    return models;
  }

  private ModelFolder folder(String name, Long... versions) {
    return ModelFolder.of(name, folder.resolve(name), List.of(versions));
  }

  private SampleRepository repository() {
    return new SampleRepository(folder);
  }
}
