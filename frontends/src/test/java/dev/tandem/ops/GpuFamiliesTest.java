package dev.tandem.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.gpu.GpuReading;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GpuFamiliesTest {
  private static final OptionalDouble SILENT = OptionalDouble.empty();

  @Test
  void hasTritonsNamesAndLeavesOutWhatIsNotSaid() throws IOException {
    GpuReading all =
        new GpuReading("GPU-a", of(0.25), of(1024), of(512), of(70.5), of(300), of(1.5));
    GpuReading little = new GpuReading("GPU-b", SILENT, of(2048), SILENT, SILENT, SILENT, SILENT);

    assertThat(page(all, little))
        .isEqualTo(
            """
            # HELP nv_gpu_utilization GPU utilization rate [0.0 - 1.0)
            # TYPE nv_gpu_utilization gauge
            nv_gpu_utilization{gpu_uuid="GPU-a",} 0.25
            # HELP nv_gpu_memory_total_bytes GPU total memory, in bytes
            # TYPE nv_gpu_memory_total_bytes gauge
            nv_gpu_memory_total_bytes{gpu_uuid="GPU-a",} 1024.0
            nv_gpu_memory_total_bytes{gpu_uuid="GPU-b",} 2048.0
            # HELP nv_gpu_memory_used_bytes GPU used memory, in bytes
            # TYPE nv_gpu_memory_used_bytes gauge
            nv_gpu_memory_used_bytes{gpu_uuid="GPU-a",} 512.0
            # HELP nv_gpu_power_usage GPU power usage in watts
            # TYPE nv_gpu_power_usage gauge
            nv_gpu_power_usage{gpu_uuid="GPU-a",} 70.5
            # HELP nv_gpu_power_limit GPU power management limit in watts
            # TYPE nv_gpu_power_limit gauge
            nv_gpu_power_limit{gpu_uuid="GPU-a",} 300.0
            # HELP nv_energy_consumption GPU energy consumption in joules since the first time that it was asked for
            # TYPE nv_energy_consumption counter
            nv_energy_consumption{gpu_uuid="GPU-a",} 1.5
            """);
  }

  @Test
  void aMachineWithoutGpusShowsNone() throws IOException {
    assertThat(page()).isEmpty();
  }

  private static OptionalDouble of(double value) {
    return OptionalDouble.of(value);
  }

  private static String page(GpuReading... gpus) throws IOException {
    StringWriter page = new StringWriter();
    TextFormat.write004(page, Collections.enumeration(GpuFamilies.of(List.of(gpus))));
    return page.toString();
  }
}
