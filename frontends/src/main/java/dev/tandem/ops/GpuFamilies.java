package dev.tandem.ops;

import dev.tandem.engine.gpu.GpuReading;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Readings of GPUs under Triton's names; what no GPU says is not there. */
final class GpuFamilies {
  private static final List<String> LABELS = List.of("gpu_uuid");

  private GpuFamilies() {}

  static List<MetricFamilySamples> of(List<GpuReading> gpus) {
    List<MetricFamilySamples> families = new ArrayList<>();
    add(
        families,
        Collector.Type.GAUGE,
        "nv_gpu_utilization",
        "GPU utilization rate [0.0 - 1.0)",
        gpus,
        GpuReading::utilization);
    add(
        families,
        Collector.Type.GAUGE,
        "nv_gpu_memory_total_bytes",
        "GPU total memory, in bytes",
        gpus,
        GpuReading::memoryTotalBytes);
    add(
        families,
        Collector.Type.GAUGE,
        "nv_gpu_memory_used_bytes",
        "GPU used memory, in bytes",
        gpus,
        GpuReading::memoryUsedBytes);
    add(
        families,
        Collector.Type.GAUGE,
        "nv_gpu_power_usage",
        "GPU power usage in watts",
        gpus,
        GpuReading::powerWatts);
    add(
        families,
        Collector.Type.GAUGE,
        "nv_gpu_power_limit",
        "GPU power management limit in watts",
        gpus,
        GpuReading::powerLimitWatts);
    add(
        families,
        Collector.Type.COUNTER,
        "nv_energy_consumption",
        "GPU energy consumption in joules since the first time that it was asked for",
        gpus,
        GpuReading::joules);
    return families;
  }

  private static void add(
      List<MetricFamilySamples> families,
      Collector.Type type,
      String name,
      String help,
      List<GpuReading> gpus,
      Function<GpuReading, OptionalDouble> value) {
    List<Sample> samples = new ArrayList<>();
    for (GpuReading gpu : gpus) {
      value
          .apply(gpu)
          .ifPresent(number -> samples.add(new Sample(name, LABELS, List.of(gpu.uuid()), number)));
    }
    if (!samples.isEmpty()) {
      families.add(new MetricFamilySamples(name, type, help, samples));
    }
  }
}
