package dev.tandem.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hints on how to run a model faster. */
public record Optimization(
    Optional<Integer> graphLevel,
    Priority priority,
    Optional<Cuda> cuda,
    Optional<Accelerators> executionAccelerators,
    Optional<Boolean> inputPinnedMemory,
    Optional<Boolean> outputPinnedMemory,
    long gatherKernelBufferThreshold,
    boolean eagerBatching) {

  /** No hint at all. */
  public static final Optimization NONE =
      new Optimization(
          Optional.empty(),
          Priority.DEFAULT,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          false);

  /** The weight of a model's executions against those of others. */
  public enum Priority {
    DEFAULT,
    MAX,
    MIN
  }

  /** Settings of CUDA devices. */
  public record Cuda(
      boolean graphs,
      boolean busyWaitEvents,
      List<GraphSpec> graphSpecs,
      boolean outputCopyStream) {
    public Cuda {
      graphSpecs = List.copyOf(graphSpecs);
    }
  }

  /** The shapes of one CUDA graph to be captured. */
  public record GraphSpec(GraphShapes shapes, Optional<GraphShapes> lowerBound) {}

  /** A batch size and the dims of each input. */
  public record GraphShapes(int batchSize, Map<String, List<Long>> inputs) {
    public GraphShapes {
      inputs = SortedCopy.of(inputs);
    }
  }

  /** The execution providers to prefer. */
  public record Accelerators(List<Accelerator> gpu, List<Accelerator> cpu) {
    public Accelerators {
      gpu = List.copyOf(gpu);
      cpu = List.copyOf(cpu);
    }
  }

  /** One execution provider and its settings. */
  public record Accelerator(String name, Map<String, String> parameters) {
    public Accelerator {
      parameters = SortedCopy.of(parameters);
    }
  }

  /** The same hints with both pinned memory settings decided, on where they were not given. */
  public Optimization withPinnedMemoryDecided() {
    return new Optimization(
        graphLevel,
        priority,
        cuda,
        executionAccelerators,
        Optional.of(inputPinnedMemory.orElse(true)),
        Optional.of(outputPinnedMemory.orElse(true)),
        gatherKernelBufferThreshold,
        eagerBatching);
  }
}
