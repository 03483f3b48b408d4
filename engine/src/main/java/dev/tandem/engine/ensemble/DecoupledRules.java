package dev.tandem.engine.ensemble;

import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.ensemble.EnsemblePlanner.Parts;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.schedule.InferTarget;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an ensemble must obey where some of its parts give many answers. */
final class DecoupledRules {
  private final String start;
  private final EnsemblePlan plan;
  private final Parts parts;
  private final int[] producers;

  private DecoupledRules(String name, EnsemblePlan plan, Parts parts) {
    start = "in ensemble " + name + ", ";
    this.plan = plan;
    this.parts = parts;
    producers = plan.producers();
  }

  static void check(String name, EnsemblePlan plan, Parts parts) {
    if (plan.isDecoupled()) {
      new DecoupledRules(name, plan, parts).check();
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
    for (int step = 0; step < plan.steps().size(); step++) {
      for (int producer : plan.before(step).stream().toArray()) {
        if (plan.steps().get(producer).isDecoupled()) {
          checkWait(plan.steps().get(producer).model(), plan.steps().get(step).model());
        }
      }
    }
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

  /** A producer waits for what is behind it, which must not wait for the producer's thread. */
  private void checkWait(InferTarget producer, InferTarget behind) {
    Set<String> both = new TreeSet<>(models(producer));
    both.retainAll(models(behind));
    if (!both.isEmpty()) {
      throw new ConfigException(
          start
              + "step of model '"
              + behind.name()
              + "' is behind the decoupled model '"
              + producer.name()
              + "', which would have to wait for itself: both run "
              + String.join(", ", both));
    }
  }

  private Set<String> models(InferTarget model) {
    Set<String> models = new TreeSet<>();
    if (model.config().scheduling() instanceof Ensemble ensemble) {
      for (Ensemble.Step step : ensemble.steps()) {
        InferTarget part = parts.find(step.modelName(), step.modelVersion());
        if (part != null) {
          models.addAll(models(part));
        }
      }
    } else {
      models.add(model.name() + "/" + model.version());
    }
    return models;
  }
}
