package dev.tandem.engine.ensemble;

import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.model.ConfigException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an ensemble must obey where some of its parts give many answers. */
final class DecoupledRules {
  private final String start;
  private final EnsemblePlan plan;
  private final int[] producers;

  private DecoupledRules(String name, EnsemblePlan plan) {
    start = "in ensemble " + name + ", ";
    this.plan = plan;
    producers = plan.producers();
  }

  static void check(String name, EnsemblePlan plan) {
    if (plan.isDecoupled()) {
      new DecoupledRules(name, plan).check();
    }
  }

  private void check() {
    for (PlannedStep step : plan.steps()) {
      if (origins(step.inputs()).size() > 1) {
        throw new ConfigException(
            start
                + "step of model '"
                + step.model().name()
                + "' receives inputs originated from different decoupled models");
      }
    }
    checkOutputs();
  }

  /** The last decoupled steps on the ways to {@code tensors}. */
  private Set<Integer> origins(List<Named> tensors) {
    Set<Integer> origins = new TreeSet<>();
    addOrigins(tensors, origins, new BitSet());
    return origins;
  }

  private void addOrigins(List<Named> tensors, Set<Integer> origins, BitSet seen) {
    for (Named tensor : tensors) {
      int producer = producers[tensor.tensor()];
      if (producer == EnsemblePlan.REQUEST || seen.get(producer)) {
        continue;
      }
      seen.set(producer);
      PlannedStep step = plan.steps().get(producer);
      if (step.isDecoupled()) {
        origins.add(producer);
      } else {
        addOrigins(step.inputs(), origins, seen);
      }
    }
  }

  /** Each answer has all outputs, so that their origins must be behind one another. */
  private void checkOutputs() {
    Set<Integer> origins = origins(plan.outputs());
    for (int a : origins) {
      for (int b : origins) {
        if (a != b && !plan.before(a).get(b) && !plan.before(b).get(a)) {
          throw new ConfigException(
              start
                  + "outputs originate from the decoupled models '"
                  + plan.steps().get(a).model().name()
                  + "' and '"
                  + plan.steps().get(b).model().name()
                  + "' (expected: from one, or from one behind the other)");
        }
      }
    }
  }
}
