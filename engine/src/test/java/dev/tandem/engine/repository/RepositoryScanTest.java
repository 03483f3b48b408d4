package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.testkit.SampleRepository;
import java.io.UncheckedIOException;
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
  void findsModelsByNameAndVersionsByNumber() {
    repository().folder("b/10").folder("b/9").folder("b/0").folder("a/1");

    assertThat(RepositoryScan.scan(folder))
        .containsExactly(
            new ModelFolder("a", folder.resolve("a"), List.of(1L)),
            new ModelFolder("b", folder.resolve("b"), List.of(0L, 9L, 10L)));
  }

  @Test
  void findsNothingInAnEmptyRepository() {
    assertThat(RepositoryScan.scan(folder)).isEmpty();
  }

  @Test
  void leavesOutHiddenFoldersAndPlainFiles() {
    repository().folder(".git/1").file("README.md", "").folder("a/1").file("a/2", "no folder");

    assertThat(RepositoryScan.scan(folder))
        .containsExactly(new ModelFolder("a", folder.resolve("a"), List.of(1L)));
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
  void takesOnlyPlainNumbersForVersions(String name) {
    repository().folder("m/" + name).folder("m/7");

    assertThat(RepositoryScan.scan(folder))
        .extracting(ModelFolder::versions)
        .containsExactly(List.of(7L));
  }

  @Test
  void findsModelsWithoutVersions() {
    repository().file("m/config.pbtxt", "");

    assertThat(RepositoryScan.scan(folder))
        .containsExactly(new ModelFolder("m", folder.resolve("m"), List.of()));
  }

  @Test
  void namesARepositoryThatIsNotThere() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> RepositoryScan.scan(missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot list " + missing);
  }

  private SampleRepository repository() {
    return new SampleRepository(folder);
  }
}
