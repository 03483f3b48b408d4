package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.ensemble.Run.Ending;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A way without decoupled steps: which steps run, what each of them must give, who waits for whom,
 * and who holds whose tensors.
 */
final class Selection implements Route {
  final EnsemblePlan plan;
  final BitSet steps;

  /** The tensors that are asked for. */
  final List<Named> answers;

  /** The outputs that each step is asked for, under its model's names. */
  final List<List<String>> stepOutputs = new ArrayList<>();

  /** The steps that take a tensor of each step. */
  final List<BitSet> consumers = new ArrayList<>();

  /** The steps that each step takes a tensor of. */
  final List<BitSet> producersOf = new ArrayList<>();

  /** The steps that take a tensor of the request. */
  final BitSet requestConsumers = new BitSet();

  /** The steps that give a tensor that is asked for. */
  final BitSet answering = new BitSet();

  /** How many steps each step waits for. */
  final int[] missing;

  /** Who holds the tensors of each step: the steps that take them, and the answer. */
  final int[] holders;

  private final int[] producers;

  Selection(EnsemblePlan plan, BitSet wanted) {
    this.plan = plan;
    answers = plan.outputs().stream().filter(o -> wanted.get(o.tensor())).toList();
    producers = plan.producers();
    steps = plan.needed(wanted);
    BitSet used = (BitSet) wanted.clone();
    for (int i = 0; i < plan.steps().size(); i++) {
      consumers.add(new BitSet());
      producersOf.add(new BitSet());
    }
    steps.stream().forEach(step -> link(step, used));
    for (int i = 0; i < plan.steps().size(); i++) {
      PlannedStep step = plan.steps().get(i);
      stepOutputs.add(
          step.outputs().stream()
              .filter(output -> used.get(output.tensor()))
              .map(Named::name)
              .toList());
      if (steps.get(i) && step.outputs().stream().anyMatch(o -> wanted.get(o.tensor()))) {
        answering.set(i);
      }
    }
    missing = new int[plan.steps().size()];
    holders = new int[plan.steps().size()];
    steps.stream()
        .forEach(
            step -> {
              consumers.get(step).stream().forEach(consumer -> missing[consumer]++);
              holders[step] = consumers.get(step).cardinality() + (answering.get(step) ? 1 : 0);
            });
  }

  private void link(int step, BitSet used) {
    for (Named input : plan.steps().get(step).inputs()) {
      used.set(input.tensor());
      int producer = producers[input.tensor()];
      if (producer == EnsemblePlan.REQUEST) {
        requestConsumers.set(step);
      } else {
        consumers.get(producer).set(step);
        producersOf.get(step).set(producer);
      }
    }
  }

  @Override
  public Run run(InferRequest request, Ending ending) {
    return new EnsembleRun(request, this, ending);
  }
}
