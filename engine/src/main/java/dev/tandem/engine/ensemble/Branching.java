package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.ensemble.EnsemblePlan.BranchLimit;
import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.ensemble.Run.Ending;
import dev.tandem.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A way that branches at a decoupled step: the steps that are not behind it run first, then the
 * step itself, and each of its answers goes through the steps behind it.
 *
 * @param inputs the tensors that requests bring
 * @param before how the tensors that others need come to be, and their names; null for no steps
 * @param asked the outputs that the producer is asked for, under its model's names
 * @param behind null for no steps
 * @param outputs the tensors that answers give
 * @param early those of them that are there before the steps behind have run
 * @param keepsBefore whether answers give tensors of the steps before
 * @param keepsProducer whether answers give tensors of the producer
 * @param branches how many answers of the producer may be under way
 */
record Branching(
    int tensors,
    List<Named> inputs,
    @Nullable Part before,
    PlannedStep producer,
    List<String> asked,
    @Nullable Part behind,
    List<Named> outputs,
    List<Named> early,
    boolean keepsBefore,
    boolean keepsProducer,
    BranchLimit branches)
    implements Route {

  /** Some of the steps, as if they were an ensemble; its tensors are named by their numbers. */
  record Part(EnsemblePlan plan, Route route) {
    static @Nullable Part of(EnsemblePlan whole, BitSet steps, BitSet given, BranchLimit branches) {
      if (steps.isEmpty()) {
        return null;
      }
      int[] producers = whole.producers();
      EnsemblePlan plan =
          new EnsemblePlan(
              numbered(
                  whole.tensors(),
                  t -> producers[t] == EnsemblePlan.REQUEST || !steps.get(producers[t])),
              numbered(whole.tensors(), given::get),
              steps.stream().mapToObj(whole.steps()::get).toList(),
              whole.tensors(),
              branches);
      return new Part(plan, Route.of(plan, List.of()));
    }

    /** What asks its steps for all that they give, with the tensors of {@code from}. */
    InferRequest request(InferRequest whole, Values from, Runnable release) {
      List<Tensor> inputs = from.get(plan.inputs());
      return new InferRequest(
          whole.model(), whole.id(), inputs, List.of(), whole.options(), release);
    }

    private static List<Named> numbered(int tensors, IntPredicate which) {
      List<Named> named = new ArrayList<>();
      for (int tensor = 0; tensor < tensors; tensor++) {
        if (which.test(tensor)) {
          named.add(new Named(Integer.toString(tensor), tensor));
        }
      }
      return named;
    }
  }

  static Branching at(int step, EnsemblePlan plan, BitSet wanted, BitSet needed) {
    PlannedStep producer = plan.steps().get(step);
    BitSet behind = (BitSet) needed.clone();
    needed.stream().filter(s -> !plan.before(s).get(step)).forEach(behind::clear);
    BitSet before = (BitSet) needed.clone();
    before.andNot(behind);
    before.clear(step);
    BitSet ofBehind = plan.given(behind);
    BitSet used = (BitSet) wanted.clone();
    producer.inputs().forEach(input -> used.set(input.tensor()));
    behind.stream()
        .forEach(s -> plan.steps().get(s).inputs().forEach(input -> used.set(input.tensor())));
    BitSet usedBefore = plan.given(before);
    usedBefore.and(used);
    BitSet wantedBehind = (BitSet) wanted.clone();
    wantedBehind.and(ofBehind);
    List<Named> outputs =
        plan.outputs().stream().filter(output -> wanted.get(output.tensor())).toList();
    return new Branching(
        plan.tensors(),
        plan.inputs(),
        Part.of(plan, before, usedBefore, plan.branches()),
        producer,
        producer.outputs().stream().filter(o -> used.get(o.tensor())).map(Named::name).toList(),
        Part.of(plan, behind, wantedBehind, plan.branches()),
        outputs,
        outputs.stream().filter(output -> !ofBehind.get(output.tensor())).toList(),
        plan.given(before).intersects(wanted),
        producer.outputs().stream().anyMatch(output -> wanted.get(output.tensor())),
        plan.branches());
  }

  /**
   * How many answers of the producer are under way at most: one where each of them branches again,
   * whose answers would else have to be kept without a bound.
   */
  int mostBranches() {
    return behind != null && behind.route() instanceof Branching ? 1 : branches.most();
  }

  @Override
  public Run run(InferRequest request, Ending ending) {
    return new BranchingRun(request, this, ending);
  }
}
