package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.gpu.Gpu;
import dev.tandem.engine.gpu.GpuReport;
import dev.tandem.engine.gpu.PageLocks;
import dev.tandem.engine.tensor.NativePool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The GPUs that sessions can run on, which are looked for when the first model asks. */
final class OnnxGpus {
  private static final Logger logger = LoggerFactory.getLogger(OnnxGpus.class);

  private final Supplier<GpuReport> report;
  private final IntFunction<PageLocks> pageLocks;
  private final GpuTrial trial;
  private final NativePool pool;
  private @Nullable GpuSupport support;
  private @Nullable NativePool batchMemory;

  /**
   * @param pageLocks those of a GPU that is usable
   * @param pool for the bounds of the memory of batches
   */
  OnnxGpus(
      Supplier<GpuReport> report,
      IntFunction<PageLocks> pageLocks,
      GpuTrial trial,
      NativePool pool) {
    this.report = report;
    this.pageLocks = pageLocks;
    this.trial = trial;
    this.pool = pool;
  }

  synchronized GpuSupport support() {
    if (support == null) {
      support = find(report.get());
    }
    return support;
  }

  private GpuSupport find(GpuReport found) {
    Optional<String> missing = found.cudaMissing();
    if (!found.cuda().isInBuild()) {
      return GpuSupport.notBuiltIn(missing.orElse(""));
    }
    List<Integer> working = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    missing.ifPresent(faults::add);
    for (Gpu gpu : found.usable()) {
      Optional<String> fault = trial.fault(gpu.index());
      if (fault.isPresent()) {
        faults.add("GPU %d (%s): %s".formatted(gpu.index(), gpu.name(), fault.get()));
      } else {
        working.add(gpu.index());
        logger.info("GPU {} ({}) runs models", gpu.index(), gpu.name());
      }
    }
    if (!faults.isEmpty()) {
      logger.warn(
          "{}: {}",
          working.isEmpty() ? "no model runs on a GPU" : "some GPUs are not used",
          String.join("; ", faults));
    }
    return working.isEmpty()
        ? GpuSupport.noneUsable(String.join("; ", faults))
        : GpuSupport.of(working);
  }

  /** What batches for GPUs are put together in, and what their outputs are copied to. */
  synchronized NativePool batchMemory() {
    if (batchMemory == null) {
      // What is locked for one GPU is locked for all.
      int any = support().gpus().get(0);
      batchMemory = pool.withBlocksOf(new PageLockedBlocks(pageLocks.apply(any)));
    }
    return batchMemory;
  }

  /** Throws where TensorRT is not there to run {@code model}. */
  void requireTensorRt(String model) {
    report
        .get()
        .tensorRtMissing()
        .ifPresent(
            missing -> {
              throw new ServingException(
                  Reason.UNSUPPORTED,
                  "model '%s': the TensorRT Execution Accelerator cannot be used: %s"
                      .formatted(model, missing));
            });
  }
}
