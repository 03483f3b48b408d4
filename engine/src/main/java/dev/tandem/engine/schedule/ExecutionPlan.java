package dev.tandem.engine.schedule;

import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.model.BatchOutput;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How tensors as clients know them become a batch as the model knows it, and back; made once for a
 * model version.
 */
public final class ExecutionPlan {
  private final List<String> outputNames;
  private final List<InputSlot> slots;
  private final Gather gather;
  private final Scatter scatter;
  private final ModelConfig config;
  private final @Nullable SequenceTensors sequences;

  public ExecutionPlan(ModelConfig config, BatchPolicy policy, NativePool pool) {
    this(config, policy, pool, null);
  }

  /**
   * @param sequences of a model that keeps them
   */
  ExecutionPlan(
      ModelConfig config,
      BatchPolicy policy,
      NativePool pool,
      @Nullable SequenceTensors sequences) {
    this.config = config;
    this.sequences = sequences;
    List<String> answered = config.outputs().stream().map(ModelOutput::name).toList();
    outputNames = sequences == null ? answered : sequences.outputs(answered);
    slots = InputSlot.of(config);
    gather = new Gather(slots, BatchInputs.of(config), policy.padding(), pool);
    scatter =
        new Scatter(
            raggedSources(config),
            outputReshapes(config),
            policy.padding(),
            policy.tfServing().isPresent() ? OutputRows.OF_TF_SERVING : OutputRows.OF_TRITON);
  }

  /**
   * The plan of a model that keeps sequences, or of any other.
   *
   * @param initialStates what states begin with that do not begin with zeros, by their inputs
   */
  public static ExecutionPlan of(
      ModelConfig config,
      BatchPolicy policy,
      NativePool pool,
      Map<String, ByteBuffer> initialStates,
      ByteBudget budget,
      ModelCounters counters) {
    if (!(config.scheduling() instanceof SequenceBatching)) {
      return new ExecutionPlan(config, policy, pool);
    }
    StateTensors states = new StateTensors(config, initialStates, pool, budget, counters);
    SequenceControls controls = new SequenceControls(config, pool);
    return new ExecutionPlan(config, policy, pool, new SequenceTensors(controls, states));
  }

  /** Decides what makes a batch of this model. */
  Former former(BatchPolicy policy, ModelCounters counters, int instances) {
    if (!(config.scheduling() instanceof SequenceBatching batching) || sequences == null) {
      return new BatchFormer(policy, new JoinRule(slots, policy));
    }
    return new SequenceFormer(
        SequenceLimits.of(config, batching, instances),
        policy,
        new JoinRule(slots, policy, sequences.states()),
        counters,
        instances * policy.maxRows());
  }

  /** What a request must say of its sequence, where the model keeps them. */
  @Nullable SequenceRules sequenceRules() {
    return config.scheduling() instanceof SequenceBatching batching
        ? new SequenceRules(batching)
        : null;
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

  /**
   * The inputs of a run, each fixed-size one as one native run: where it lies, or copied into a
   * lease that is added to {@code leases}.
   */
  List<Tensor> gather(List<PendingRequest> batch, int rows, List<Lease> leases) {
    List<Tensor> inputs = gather.inputs(batch, rows, leases);
    if (sequences != null) {
      sequences.addTo(inputs, batch, leases);
    }
    return inputs;
  }

  /** What clients see of {@code outputs}, of which some may be states of sequences. */
  List<Tensor> seen(List<Tensor> outputs) {
    return sequences == null ? outputs : sequences.seen(outputs);
  }

  /** Keeps the states in {@code result} for the next requests of the sequences. */
  void keepStates(List<PendingRequest> batch, BackendResult result) {
    if (sequences != null) {
      sequences.keep(batch, result);
    }
  }

  /** The outputs that a run of {@code batch} must give. */
  List<String> wantedOutputs(List<PendingRequest> batch) {
    List<String> asked = askedOutputs(batch);
    return sequences == null || asked == outputNames ? asked : sequences.outputs(asked);
  }

  private List<String> askedOutputs(List<PendingRequest> batch) {
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
    return scatter.outputsOfOne(request, rows, asked(request, outputs));
  }

  /** A run gives states too, which a request may have left out though it could ask for them. */
  private List<Tensor> asked(PendingRequest request, List<Tensor> outputs) {
    List<String> asked = request.request().outputs();
    return sequences == null || asked.isEmpty()
        ? outputs
        : outputs.stream().filter(output -> asked.contains(output.name())).toList();
  }

  /** The outputs as each request of {@code batch} knows them. */
  List<List<Tensor>> scatter(List<PendingRequest> batch, int rows, List<Tensor> outputs) {
    return scatter.outputs(batch, rows, outputs);
  }
}
