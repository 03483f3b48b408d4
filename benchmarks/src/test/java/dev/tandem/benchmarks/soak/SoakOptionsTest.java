package dev.tandem.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoakOptionsTest {
  @Test
  void lastTenMinutesByDefault() {
    SoakOptions options = SoakOptions.parse("--seed", "3");
    assertThat(options)
        .isEqualTo(
            new SoakOptions(
                Duration.ofMinutes(10), 48, 1, 3, Path.of("frontends", "target", "tandem")));
  }

  @Test
  void takeEveryFlag() {
    assertThat(
            SoakOptions.parse(
                "--minutes",
                "0.5",
                "--callers",
                "2",
                "--cores",
                "1.5",
                "--seed",
                "7",
                "--distribution",
                "elsewhere"))
        .isEqualTo(new SoakOptions(Duration.ofSeconds(30), 2, 1.5, 7, Path.of("elsewhere")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--minutes 0", "--callers 0", "--cores 0", "--seed", "--other 1"})
  void refuseWhatMakesNoSense(String flags) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SoakOptions.parse(flags.split(" ", -1)))
        .withMessageContaining("expected");
  }
}
