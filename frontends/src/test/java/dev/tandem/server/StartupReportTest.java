package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartupReportTest {
  @Test
  void listsModelsAndPorts() {
    String report =
        StartupReport.of(
            List.of(
                new ModelRow("mlp", "1", "READY", ""),
                new ModelRow("half_plus_two", "12", "UNAVAILABLE", "no file\n  model.onnx\n")),
            List.of(
                new PortRow("REST", "0.0.0.0", 8000, "KServe v2 REST"),
                new PortRow("metrics", "::", 80, "metrics")));
    assertThat(report)
        .isEqualTo(
            """
            +---------------+---------+-------------+--------------------+
            | Model         | Version | State       | Reason             |
            +---------------+---------+-------------+--------------------+
            | mlp           | 1       | READY       |                    |
            | half_plus_two | 12      | UNAVAILABLE | no file model.onnx |
            +---------------+---------+-------------+--------------------+

            +------+---------+----------------+
            | Port | Address | Speaks         |
            +------+---------+----------------+
            | 8000 | 0.0.0.0 | KServe v2 REST |
            | 80   | ::      | metrics        |
            +------+---------+----------------+
            """);
  }

  @Test
  void saysThatThereAreNoModels() {
    assertThat(StartupReport.of(List.of(), List.of(new PortRow("REST", "0.0.0.0", 8000, "REST"))))
        .startsWith("No models.\n\n+------+");
  }

  @Test
  void alignsLettersOutsideTheBasicPlane() {
    assertThat(TextTable.of(List.of("a"), List.of(List.of("\uD83D\uDE00\uD83D\uDE00"))))
        .contains("| a  |")
        .contains("| \uD83D\uDE00\uD83D\uDE00 |");
  }
}
