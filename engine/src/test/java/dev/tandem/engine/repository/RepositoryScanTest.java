package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    assertThat(RepositoryScan.of(folder).models())
        .containsExactly(folder("a", 1L), folder("b", 0L, 9L, 10L));
  }

  @Test
  void findsNothingInAnEmptyRepository() throws IOException {
    assertThat(RepositoryScan.of(folder).models()).isEmpty();
  }

  @Test
  void leavesOutHiddenFoldersAndPlainFiles() throws IOException {
    repository().folder(".git/1").file("README.md", "").folder("a/1").file("a/2", "no folder");

    assertThat(RepositoryScan.of(folder).models()).containsExactly(folder("a", 1L));
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

    assertThat(RepositoryScan.of(folder).models())
        .extracting(ModelFolder::versions)
        .containsExactly(List.of(7L));
  }

  @Test
  void findsModelsWithoutVersions() throws IOException {
    repository().file("m/config.pbtxt", "");

    assertThat(RepositoryScan.of(folder).models()).containsExactly(folder("m"));
  }

  @Test
  void namesARepositoryThatIsNotThere() throws IOException {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> RepositoryScan.of(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing.toString());
  }

  @Test
  void saysWhichFoldersAreNoVersions() throws IOException {
    repository().folder("m/007").folder("m/configs").folder("m/.staging").folder("m/1");

    assertThat(RepositoryScan.of(folder).ignored())
        .containsExactly(
            folder.resolve("m/007")
                + ": not a version of the model, left out (expected: a number without leading"
                + " zeros)");
  }

  @Test
  void findsEveryNumberUnderABasePath() throws IOException {
    repository().folder("00123").folder("7").folder("tmp-8").folder("-1").file("9", "no folder");

    ModelFolder found = RepositoryScan.basePath("m", folder);

    assertThat(found.name()).isEqualTo("m");
    assertThat(found.versions()).containsExactly(7L, 123L);
    assertThat(found.versionPath(123)).isEqualTo(folder.resolve("00123"));
  }

  private ModelFolder folder(String name, Long... versions) {
    return ModelFolder.of(name, folder.resolve(name), List.of(versions));
  }

  private SampleRepository repository() {
    return new SampleRepository(folder);
  }
}
