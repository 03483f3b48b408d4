package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleModel;
import java.util.ArrayList;
import java.util.List;

/** Runs batches that a test puts together, without a thread. */
final class BatchRig implements AutoCloseable {
  final NativePool pool = new NativePool(1 << 20, true);

  /** Stands for a script that gives each output wanted the input of the same place. */
  static final FakeInstance.Script ECHO = (inputs, outputs, results) -> {};

  final List<Tensor> inputsOfRun = new ArrayList<>();
  final ServedModel model;
  private final ByteBudget budget = new ByteBudget(Long.MAX_VALUE);
  private final ManualClock clock = new ManualClock();
  private final ModelCounters counters = new ModelCounters(8, 0);
  private final BatchPolicy policy;
  private final JoinRule joinRule;
  private final Admission admission;
  private final BatchRun run;
  private final List<PendingRequest> batch = new ArrayList<>();
  private final List<RecordingSink> sinks = new ArrayList<>();

  BatchRig(ModelConfig config, FakeInstance.Script script) {
    this(config, BatchPolicy.of(config), script);
  }

  BatchRig(ModelConfig config, BatchPolicy policy, FakeInstance.Script script) {
    this.policy = policy;
    model = SampleModel.of(config);
    ExecutionPlan plan = new ExecutionPlan(config, policy, pool);
    joinRule = new JoinRule(InputSlot.of(config), policy);
    admission = new Admission(new InboxLimits(1000, 1 << 30), policy, budget, counters, clock);
    FakeInstance instance =
        new FakeInstance(
            (inputs, outputs, results) -> {
              inputsOfRun.addAll(inputs);
              (script == ECHO ? FakeInstance.echo(pool) : script).run(inputs, outputs, results);
            });
    run = new BatchRun("m-1", instance, plan, counters, clock);
  }

  /** What TensorFlow Serving's parameters make of batches of at most 64. */
  static BatchPolicy padding(boolean lengths, Integer... allowedRows) {
    return BatchPolicy.of(new TfServingBatching(64, 0, 10, List.of(allowedRows), lengths, 64));
  }

  /** Adds a request for {@code outputs}, all where that is empty, to the next batch. */
  RecordingSink add(ServedModel view, List<String> outputs, Tensor... inputs) {
    RecordingSink sink = new RecordingSink();
    InferRequest request =
        new InferRequest(view, "id", List.of(inputs), outputs, RequestOptions.NONE, sink::release);
    PendingRequest pending =
        new PendingRequest(
            request, sink, RequestRules.check(request), policy.queue(), admission, 0);
    admission.enter(pending);
    batch.add(pending);
    sinks.add(sink);
    return sink;
  }

  RecordingSink add(Tensor... inputs) {
    return add(model, List.of(), inputs);
  }

  /** Whether all requests of the next batch may join the first. */
  boolean joins() {
    return batch.stream().allMatch(next -> joinRule.joins(batch.get(0), next));
  }

  void run() {
    run.run(batch, null);
    batch.clear();
    assertThat(sinks).allMatch(RecordingSink::isSettledOnce);
  }

  @Override
  public void close() {
    sinks.forEach(RecordingSink::close);
    assertThat(pool.openLeases()).as("open leases").isZero();
    assertThat(budget.reserved()).as("bytes in flight").isZero();
  }
}
