package dev.tandem.engine.gpu;

import java.util.List;

/**
 * What NVIDIA's driver says.
 *
 * @param error what its start gave, 0 for none
 * @param cudaVersion the newest CUDA that it runs, {@code 12040} for 12.4; 0 where it was not asked
 */
public record DriverReport(int error, int cudaVersion, List<Gpu> gpus) {
  static final DriverReport NONE = new DriverReport(0, 0, List.of());

  public DriverReport {
    gpus = List.copyOf(gpus);
  }
}
