package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.resource.ResourcePool.Pass;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleModel;
import dev.tandem.engine.testkit.Tensors;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.NanoClock;

/**
 * A scheduler over fake instances that has started. Closing it stops the scheduler, and checks that
 * nothing is left behind.
 */
final class SchedulerRig implements AutoCloseable {
  static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  /** Batches of at most 8 from X to Y, one number a row. */
  static final ModelConfig CONFIG =
      ModelConfig.EMPTY
          .withName("m")
          .withMaxBatchSize(8)
          .withInputs(List.of(ModelInput.of("X", DataType.INT32, Shape.of(1))))
          .withOutputs(List.of(ModelOutput.of("Y", DataType.INT32, Shape.of(1))));

  final NativePool pool;
  final SampleModel model;
  final ModelScheduler scheduler;
  final List<FakeInstance> instances;
  final ByteBudget budget = new ByteBudget(1 << 20);
  private final ModelCounters counters;

  SchedulerRig(NativePool pool, FakeInstance.Script... scripts) {
    this(pool, CONFIG, 16, new ManualClock(), scripts);
  }

  SchedulerRig(
      NativePool pool,
      ModelConfig config,
      int inboxCapacity,
      NanoClock clock,
      FakeInstance.Script... scripts) {
    this(pool, config, BatchPolicy.of(config), inboxCapacity, clock, scripts);
  }

  SchedulerRig(
      NativePool pool,
      ModelConfig config,
      BatchPolicy policy,
      int inboxCapacity,
      NanoClock clock,
      FakeInstance.Script... scripts) {
    this(pool, config, policy, inboxCapacity, List.of(), clock, scripts);
  }

  /**
   * @param passes what each instance shows before it runs
   */
  SchedulerRig(
      NativePool pool,
      ModelConfig config,
      List<Pass> passes,
      NanoClock clock,
      FakeInstance.Script... scripts) {
    this(pool, config, BatchPolicy.of(config), 16, passes, clock, scripts);
  }

  private SchedulerRig(
      NativePool pool,
      ModelConfig config,
      BatchPolicy policy,
      int inboxCapacity,
      List<Pass> passes,
      NanoClock clock,
      FakeInstance.Script... scripts) {
    this.pool = pool;
    model = SampleModel.of(config);
    counters = new ModelCounters(config.maxBatchSize(), 0);
    instances = Stream.of(scripts).map(FakeInstance::new).toList();
    scheduler =
        new ModelScheduler(
            "m-1",
            List.copyOf(instances),
            new ModelScheduler.Parts(
                policy,
                new InboxLimits(inboxCapacity, 1 << 20),
                new ExecutionPlan(config, policy, pool),
                budget,
                counters,
                clock),
            passes);
    scheduler.start();
  }

  /** One row with a number in it. */
  static Tensor row(int value) {
    return Tensors.of(
        "X", DataType.INT32, Shape.of(1, 1), (byte) value, (byte) 0, (byte) 0, (byte) 0);
  }

  /** Sends a request for all outputs. */
  RecordingSink send(Tensor... inputs) {
    RecordingSink sink = new RecordingSink();
    scheduler.submit(request(sink, inputs), sink);
    return sink;
  }

  /** Sends a request for {@code outputs}. */
  RecordingSink send(List<String> outputs, Tensor... inputs) {
    RecordingSink sink = new RecordingSink();
    scheduler.submit(
        new InferRequest(model, "id", List.of(inputs), outputs, RequestOptions.NONE, sink::release),
        sink);
    return sink;
  }

  InferRequest request(RecordingSink sink, Tensor... inputs) {
    return new InferRequest(
        model, "id", List.of(inputs), List.of(), RequestOptions.NONE, sink::release);
  }

  ModelStatistics statistics() {
    return counters.snapshot();
  }

  @Override
  public void close() {
    assertThat(scheduler.stop(PATIENCE_NS)).as("stopped").isTrue();
    for (FakeInstance instance : instances) {
      assertThat(instance.closers()).as("closed once").hasSize(1);
      assertThat(instance.users()).as("closed by its runner").isSubsetOf(instance.closers());
    }
    assertThat(statistics().pendingRequests()).as("pending requests").isZero();
    assertThat(pool.openLeases()).as("open leases").isZero();
    assertThat(budget.reserved()).as("bytes in flight").isZero();
  }
}
