package dev.tandem.benchmarks.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SwapOptionsTest {
  @Test
  void hasDefaults() {
    SwapOptions options = SwapOptions.parse();

    assertThat(options.duration()).isEqualTo(Duration.ofMinutes(3));
    assertThat(options.perSecond()).isEqualTo(1000);
    assertThat(options.megabytes()).isEqualTo(150);
  }

  @Test
  void phasesAndGapsFillTheTime() {
    SwapOptions options = SwapOptions.parse("--seconds", "90", "--rounds", "2");

    assertThat(options.phase()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void readsFlags() {
    String[] args = {
      "--seconds",
      "80",
      "--rounds",
      "3",
      "--rate",
      "10",
      "--case",
      "mlp",
      "--megabytes",
      "1",
      "--distribution",
      "x"
    };

    assertThat(SwapOptions.parse(args))
        .isEqualTo(new SwapOptions(Duration.ofSeconds(80), 3, 10, "mlp", 1, Path.of("x")));
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThatThrownBy(() -> SwapOptions.parse("--rate", "0"))
        .hasMessage("--rate: 0 (expected: >= 1)");
    assertThatThrownBy(() -> SwapOptions.parse("--seconds", "20"))
        .hasMessage("--seconds: 20 (expected: >= 69 with 5 rounds)");
  }
}
