package dev.tandem.engine.ensemble;

import dev.tandem.engine.schedule.InferTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * How the requests of an ensemble go through its steps. Tensors and steps are numbered; made once
 * for the parts that serve, and made anew where one of them changes.
 *
 * @param inputs the tensors that requests bring, by their places
 * @param outputs the tensors that requests may ask for
 * @param tensors how many there are
 * @param branches how many answers of a decoupled step may be under way
 */
public record EnsemblePlan(
    List<Named> inputs,
    List<Named> outputs,
    List<PlannedStep> steps,
    int tensors,
    BranchLimit branches) {
  /** What brings a tensor that the request itself brings. */
  static final int REQUEST = -1;

  public EnsemblePlan {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    steps = List.copyOf(steps);
  }

  /** A tensor under the name that a model has for it. */
  public record Named(String name, int tensor) {}

  /** One run of another model: what it takes and what it gives, under that model's names. */
  public record PlannedStep(InferTarget model, List<Named> inputs, List<Named> outputs) {
    public PlannedStep {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /** Whether it may give many answers. */
    boolean isDecoupled() {
      return model.config().isDecoupled();
    }
  }

  /**
   * How many answers of one step may be on their way through the steps behind it, and how long that
   * step waits with its next answer where so many are.
   */
  public record BranchLimit(int most, Duration patience) {
    /** For ensembles that set none: so many tensors fit into memory. */
    private static final int DEFAULT = 1024;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** At most {@code maxInflightRequests}; 0 is for those that set none. */
    static BranchLimit of(long maxInflightRequests) {
      long most = maxInflightRequests <= 0 ? DEFAULT : maxInflightRequests;
      return new BranchLimit((int) Math.min(most, Integer.MAX_VALUE), PATIENCE);
    }
  }

  /** The parts that serve this ensemble's requests. */
  public List<InferTarget> parts() {
    return steps.stream().map(PlannedStep::model).toList();
  }

  /** Whether requests may get many answers. */
  public boolean isDecoupled() {
    return steps.stream().anyMatch(PlannedStep::isDecoupled);
  }

  /** The tensor that clients call {@code output}. */
  int output(String output) {
    for (Named named : outputs) {
      if (named.name().equals(output)) {
        return named.tensor();
      }
    }
    throw new IllegalArgumentException("ensemble: no output " + output);
  }

  /** The number of the step that gives each tensor, or {@link #REQUEST}. */
  int[] producers() {
    int[] producers = new int[tensors];
    Arrays.fill(producers, REQUEST);
    for (int step = 0; step < steps.size(); step++) {
      for (Named output : steps.get(step).outputs()) {
        producers[output.tensor()] = step;
      }
    }
    return producers;
  }

  /** The tensors that {@code some} steps give. */
  BitSet given(BitSet some) {
    BitSet given = new BitSet();
    some.stream()
        .forEach(s -> steps.get(s).outputs().forEach(output -> given.set(output.tensor())));
    return given;
  }

  /** The steps that {@code step} needs, itself or through others. */
  BitSet before(int step) {
    BitSet taken = new BitSet();
    steps.get(step).inputs().forEach(input -> taken.set(input.tensor()));
    return needed(taken);
  }

  /** The steps that {@code wanted} tensors need, themselves or through others. */
  BitSet needed(BitSet wanted) {
    int[] producers = producers();
    BitSet needed = new BitSet();
    List<Integer> open = new ArrayList<>();
    wanted.stream().forEach(tensor -> open.add(producers[tensor]));
    while (!open.isEmpty()) {
      int step = open.remove(open.size() - 1);
      if (step != REQUEST && !needed.get(step)) {
        needed.set(step);
        steps.get(step).inputs().forEach(input -> open.add(producers[input.tensor()]));
      }
    }
    return needed;
  }
}
