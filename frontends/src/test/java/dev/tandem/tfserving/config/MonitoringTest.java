package dev.tandem.tfserving.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.tfserving.wire.TfServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringTest {
  @TempDir private Path folder;

  @Test
  void readsThePath() throws IOException {
    assertThat(read("prometheus_config { enable: true, path: \"/metrics/tf\" }"))
        .isEqualTo(new Monitoring(Optional.of("/metrics/tf")));
  }

  @Test
  void hasAPathWhereNoneIsGiven() throws IOException {
    assertThat(read("prometheus_config: { enable: true }  # a comment"))
        .isEqualTo(new Monitoring(Optional.of("/monitoring/prometheus/metrics")));
  }

  @Test
  void showsNothingUnlessEnabled() throws IOException {
    assertThat(read("")).isEqualTo(new Monitoring(Optional.empty()));
    assertThat(read("prometheus_config { path: '/x' }"))
        .isEqualTo(new Monitoring(Optional.empty()));
  }

  @Test
  void refusesFilesThatCannotBeRead() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken"), "prometheus_config { port: 1 }");

    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> Monitoring.read(broken))
        .withMessage("Invalid protobuf file: '" + broken + "'")
        .satisfies(
            e ->
                assertThat(e.logLine())
                    .contains("Error parsing text-format tensorflow.serving.MonitoringConfig: 1:"));
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> Monitoring.read(folder.resolve("missing")))
        .withMessageStartingWith("Invalid protobuf file: '");
  }

  private Monitoring read(String text) throws IOException {
    return Monitoring.read(Files.writeString(folder.resolve("monitoring.config"), text));
  }
}
