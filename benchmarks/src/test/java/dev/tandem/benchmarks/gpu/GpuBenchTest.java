package dev.tandem.benchmarks.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.benchmarks.gpu.GpuModels.GpuModel;
import dev.tandem.engine.model.InstanceGroup.Kind;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuBenchTest {
  @ParameterizedTest
  @CsvSource({"1, 64", "8, 16", "32, 4", "128, 2"})
  void keepsTheGpuInWorkAtEverySize(int rows, int perConnection) {
    assertThat(GpuBench.perConnection(rows)).isEqualTo(perConnection);
  }

  @Test
  void asksForTheGpuAndItsProviders() {
    GpuOptions options = GpuOptions.parse("--tensorrt");
    for (GpuModel model : GpuModels.ALL) {
      ModelConfig config = ConfigText.read(GpuModels.config(model, options));

      assertThat(config.instanceGroups().get(0).kind()).isEqualTo(Kind.GPU);
      assertThat(config.optimization().orElseThrow().executionAccelerators().orElseThrow().gpu())
          .extracting(accelerator -> accelerator.name() + accelerator.parameters())
          .containsExactly("tensorrt{}", "cuda{use_tf32=0}");
    }
  }

  @Test
  void comparesEachSideAtItsBest() {
    List<GpuFigures> figures =
        List.of(
            new GpuFigures("mlp", 1, 1, 50, 10, 20),
            new GpuFigures("mlp", 8, 1, 90, 100, 80),
            new GpuFigures("cnn", 8, 1, 1, 1, 1));

    assertThat(GpuFigures.best("mlp", figures))
        .isEqualTo(
            "mlp at its best: 90.0 rows/s of the server (8 rows a request), 100 of the loops (8"
                + " rows): 90.0 %");
    assertThat(figures.get(0).cells()).last().isEqualTo("250");
  }
}
