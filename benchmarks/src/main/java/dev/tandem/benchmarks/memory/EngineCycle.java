package dev.tandem.benchmarks.memory;

import dev.tandem.engine.LocalEngine;
import dev.tandem.engine.backend.onnx.OnnxBackend;
import dev.tandem.engine.repository.NativeHeap;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An engine in this process, without a door. */
final class EngineCycle implements LoadCycle {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final NativePool pool = new NativePool(1 << 20);
  private final OnnxBackend backend = new OnnxBackend(pool, Map.of());
  private final Path repository;
  private final boolean trims;

  /**
   * @param trims whether freed memory is given back after each unload
   */
  EngineCycle(Path repository, boolean trims) {
    this.repository = repository;
    this.trims = trims;
  }

  @Override
  public ProcessHandle process() {
    return ProcessHandle.current();
  }

  @Override
  public void run() {
    LocalEngine engine =
        new LocalEngine(
            RepositorySettings.of(List.of(repository)),
            List.of(backend),
            pool,
            new ByteBudget(Long.MAX_VALUE));
    engine.start();
    engine.model(LargeModel.NAME);
    if (!engine.stop(PATIENCE)) {
      throw new IllegalStateException("the model was not unloaded");
    }
    if (trims) {
      NativeHeap.trim();
    }
  }

  @Override
  public void close() {}
}
