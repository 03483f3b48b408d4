package dev.tandem.engine.ensemble;

import dev.tandem.engine.schedule.InferTarget;
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
 */
public record EnsemblePlan(
    List<Named> inputs, List<Named> outputs, List<PlannedStep> steps, int tensors) {
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
  }

  /** The parts that serve this ensemble's requests. */
  public List<InferTarget> parts() {
    return steps.stream().map(PlannedStep::model).toList();
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
