package dev.tandem.benchmarks.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuOptionsTest {
  @Test
  void measuresTheGpuDistributionOnTheGpu() {
    assertThat(GpuOptions.parse())
        .isEqualTo(
            new GpuOptions(
                Path.of("frontends/target/tandem-gpu"),
                true,
                false,
                false,
                List.of(1, 8, 32, 128),
                3,
                Duration.ofSeconds(2)));
  }

  @Test
  void takesEveryFlag() {
    assertThat(
            GpuOptions.parse(
                "--distribution",
                "d",
                "--device",
                "cpu",
                "--tensorrt",
                "--tf32",
                "--rows",
                "1,2",
                "--rounds",
                "1",
                "--seconds",
                "0.5"))
        .isEqualTo(
            new GpuOptions(
                Path.of("d"), false, true, true, List.of(1, 2), 1, Duration.ofMillis(500)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--device tpu",
        "--rows 0",
        "--rows 129",
        "--rounds 0",
        "--seconds 0",
        "--rows",
        "--help"
      })
  void refusesWhatItCannotDo(String arguments) {
    assertThatThrownBy(() -> GpuOptions.parse(arguments.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(arguments.split(" ", -1)[0]);
  }
}
