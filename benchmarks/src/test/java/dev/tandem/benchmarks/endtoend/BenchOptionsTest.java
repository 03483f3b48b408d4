package dev.tandem.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.benchmarks.endtoend.BenchOptions.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
  @Test
  void hasDefaults() {
    assertThat(BenchOptions.parse())
        .isEqualTo(
            new BenchOptions(
                List.of(),
                3,
                Duration.ofMillis(700),
                false,
                Optional.empty(),
                Optional.empty(),
                Path.of("frontends/target/tandem")));
  }

  @Test
  void takesEveryFlag() {
    assertThat(
            BenchOptions.parse(
                "--only",
                "id 2KB,simple",
                "--rounds",
                "5",
                "--seconds",
                "1.5",
                "--markdown",
                "--server",
                "42:8000:8001",
                "--models",
                "repository",
                "--distribution",
                "tandem"))
        .isEqualTo(
            new BenchOptions(
                List.of("id 2KB", "simple"),
                5,
                Duration.ofMillis(1_500),
                true,
                Optional.of(new RunningServer(42, 8000, 8001)),
                Optional.of(Path.of("repository")),
                Path.of("tandem")));
  }

  @Test
  void namesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> BenchOptions.parse("--round", "5"))
        .hasMessageStartingWith("--round (expected one of:");
  }

  @Test
  void wantsAValueBehindItsFlag() {
    assertThatThrownBy(() -> BenchOptions.parse("--only"))
        .hasMessage("--only (expected: a value behind it)");
  }

  @Test
  void refusesWhatMeasuresNothing() {
    assertThatThrownBy(() -> BenchOptions.parse("--rounds", "0"))
        .hasMessage("--rounds: 0 (expected: >= 1)");
    assertThatThrownBy(() -> BenchOptions.parse("--seconds", "0"))
        .hasMessage("--seconds: PT0S (expected: above 0)");
  }

  @Test
  void aRunningServerComesWithItsModels() {
    assertThatThrownBy(() -> BenchOptions.parse("--server", "42:8000:8001"))
        .hasMessage("--server needs --models, what the server serves");
    assertThatThrownBy(() -> BenchOptions.parse("--server", "42:8000", "--models", "m"))
        .hasMessage("--server: 42:8000 (expected: PID:HTTP:GRPC)");
  }
}
