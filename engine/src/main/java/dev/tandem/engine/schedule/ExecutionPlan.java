package dev.tandem.engine.schedule;

import dev.tandem.engine.model.BatchOutput;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How tensors as clients know them become a batch as the model knows it, and back; made once for a
 * model version.
 */
public final class ExecutionPlan {
  private final List<String> outputNames;
  private final List<InputSlot> slots;
  private final Gather gather;
  private final Scatter scatter;

  public ExecutionPlan(ModelConfig config, BatchPolicy policy, NativePool pool) {
    outputNames = config.outputs().stream().map(ModelOutput::name).toList();
    slots = InputSlot.of(config);
    gather = new Gather(slots, BatchInputs.of(config), policy.padding(), pool);
    scatter =
        new Scatter(
            raggedSources(config),
            outputReshapes(config),
            policy.padding(),
            policy.tfServing().isPresent() ? OutputRows.OF_TF_SERVING : OutputRows.OF_TRITON);
  }

  private static Map<String, Integer> raggedSources(ModelConfig config) {
    List<String> inputs = config.inputs().stream().map(ModelInput::name).toList();
    Map<String, Integer> sources = new HashMap<>();
    for (BatchOutput output : config.batchOutputs()) {
      int source = inputs.indexOf(output.sourceInputs().get(0));
      output.targetNames().forEach(target -> sources.put(target, source));
    }
    return sources;
  }

  private static Map<String, Reshape> outputReshapes(ModelConfig config) {
    int batchDims = config.maxBatchSize() > 0 ? 1 : 0;
    Map<String, Reshape> reshapes = new HashMap<>();
    for (ModelOutput output : config.outputs()) {
      output
          .reshape()
          .ifPresent(
              shape -> reshapes.put(output.name(), new Reshape(shape, output.dims(), batchDims)));
    }
    return reshapes;
  }

  List<InputSlot> slots() {
    return slots;
  }

  /**
   * The inputs of a run, each fixed-size one as one native run: where it lies, or copied into a
   * lease that is added to {@code leases}.
   */
  List<Tensor> gather(List<PendingRequest> batch, int rows, List<Lease> leases) {
    return gather.inputs(batch, rows, leases);
  }

  /** The outputs that any request of {@code batch} asks for. */
  List<String> wantedOutputs(List<PendingRequest> batch) {
    List<String> wanted = batch.get(0).request().outputs();
    boolean same = true;
    for (PendingRequest request : batch) {
      List<String> outputs = request.request().outputs();
      if (outputs.isEmpty()) {
        return outputNames;
      }
      same &= outputs.equals(wanted);
    }
    if (same) {
      return wanted;
    }
    Set<String> all = new LinkedHashSet<>();
    batch.forEach(request -> all.addAll(request.request().outputs()));
    return List.copyOf(all);
  }

  /** The outputs as the one request of a batch knows them. */
  List<Tensor> outputsOfOne(PendingRequest request, int rows, List<Tensor> outputs) {
    return scatter.outputsOfOne(request, rows, outputs);
  }

  /** The outputs as each request of {@code batch} knows them. */
  List<List<Tensor>> scatter(List<PendingRequest> batch, int rows, List<Tensor> outputs) {
    return scatter.outputs(batch, rows, outputs);
  }
}
