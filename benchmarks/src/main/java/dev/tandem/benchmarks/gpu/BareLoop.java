package dev.tandem.benchmarks.gpu;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.benchmarks.floor.PinnedTensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A model run in this process with nothing around it, on the device that the server uses: one batch
 * after the other, whose inputs and outputs stay where they are.
 */
final class BareLoop implements AutoCloseable {
  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final double NANOS_PER_SECOND = 1e9;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  BareLoop(Path graph, GpuOptions options) throws OrtException {
    try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
      if (options.onGpu()) {
        addProviders(session, options);
      } else {
        session.setIntraOpNumThreads(1);
      }
      this.session = environment.createSession(graph.toString(), session);
    }
  }

  private static void addProviders(OrtSession.SessionOptions session, GpuOptions options)
      throws OrtException {
    if (options.tensorRt()) {
      try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(0)) {
        session.addTensorrt(tensorRt);
      }
    }
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
      cuda.add("use_tf32", options.tensorFloats() ? "1" : "0");
      session.addCUDA(cuda);
    }
  }

  /** Rows a second where {@code threads} each run {@code rows} of them at a time. */
  double rowsPerSecond(SampleInput row, int rows, int threads, Duration duration)
      throws OrtException, InterruptedException {
    run(row, rows, threads, WARM_UP);
    return run(row, rows, threads, duration);
  }

  private double run(SampleInput row, int rows, int threads, Duration duration)
      throws InterruptedException, OrtException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Long>> loops = new ArrayList<>();
      long startNs = System.nanoTime();
      for (int i = 0; i < threads; i++) {
        loops.add(pool.submit(() -> loop(row, rows, startNs + duration.toNanos())));
      }
      long done = 0;
      for (Future<Long> loop : loops) {
        done += loop.get();
      }
      return done * NANOS_PER_SECOND / (System.nanoTime() - startNs);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OrtException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private long loop(SampleInput row, int rows, long endNs) throws OrtException {
    try (PinnedTensors inputs = PinnedTensors.inputs(environment, List.of(row), rows);
        PinnedTensors outputs = PinnedTensors.outputs(environment, session, inputs)) {
      long done = 0;
      while (System.nanoTime() < endNs) {
        session.run(inputs.byName(), outputs.byName()).close();
        done += rows;
      }
      return done;
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
