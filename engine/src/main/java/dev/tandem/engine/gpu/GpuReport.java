package dev.tandem.engine.gpu;

import java.util.List;
import java.util.Optional;

/**
 * What this process has to run models on GPUs with, and what it lacks.
 *
 * @param runtimeVersion the CUDA runtime's, {@code 12060} for 12.6; 0 where it was not found
 */
public record GpuReport(
    ProviderReport cuda, ProviderReport tensorRt, DriverReport driver, int runtimeVersion) {
  /** Of a machine where nothing was looked for. */
  public static final GpuReport CPU_BUILD =
      new GpuReport(ProviderReport.absent(), ProviderReport.absent(), DriverReport.NONE, 0);

  /** One sentence on why no model runs on a GPU; empty when any does. */
  public Optional<String> cudaMissing() {
    return Verdict.onCuda(this, true);
  }

  /** The same for models that do without cuDNN, as those with {@code enable_cudnn} 0. */
  public Optional<String> cudaMissingWithoutCudnn() {
    return Verdict.onCuda(this, false);
  }

  /** One sentence on why TensorRT runs nothing; empty when it does. */
  public Optional<String> tensorRtMissing() {
    return Verdict.onTensorRt(this);
  }

  /** The GPUs that models may run on. */
  public List<Gpu> usable() {
    return cudaMissing().isPresent() ? List.of() : driver.gpus();
  }
}
