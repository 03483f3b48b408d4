package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.ensemble.Run.Ending;
import java.util.BitSet;
import java.util.List;

/** How the requests for some of an ensemble's outputs go through its steps. */
sealed interface Route permits Selection, Branching {

  /** For {@code outputs}, all where that is empty. */
  static Route of(EnsemblePlan plan, List<String> outputs) {
    BitSet wanted = new BitSet();
    if (outputs.isEmpty()) {
      plan.outputs().forEach(output -> wanted.set(output.tensor()));
    } else {
      outputs.forEach(output -> wanted.set(plan.output(output)));
    }
    BitSet needed = plan.needed(wanted);
    int producer = firstDecoupled(plan, needed);
    return producer < 0
        ? new Selection(plan, wanted)
        : Branching.at(producer, plan, wanted, needed);
  }

  /** The decoupled step of {@code needed} that is behind no other, or -1. */
  private static int firstDecoupled(EnsemblePlan plan, BitSet needed) {
    return needed.stream()
        .filter(step -> plan.steps().get(step).isDecoupled())
        .filter(
            step -> plan.before(step).stream().noneMatch(s -> plan.steps().get(s).isDecoupled()))
        .findFirst()
        .orElse(-1);
  }

  Run run(InferRequest request, Ending ending);
}
