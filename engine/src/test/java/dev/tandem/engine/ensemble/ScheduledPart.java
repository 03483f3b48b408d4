package dev.tandem.engine.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.schedule.BatchPolicy;
import dev.tandem.engine.schedule.ExecutionPlan;
import dev.tandem.engine.schedule.InboxLimits;
import dev.tandem.engine.schedule.ModelScheduler;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.ManualClock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A model from X to Y with a runner of its own, which does as its script says. */
final class ScheduledPart extends PartModel implements AutoCloseable {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  private final ByteBudget budget = new ByteBudget(1 << 20);
  private final AtomicInteger runs = new AtomicInteger();
  private final ModelScheduler scheduler;

  ScheduledPart(
      String name,
      boolean decoupled,
      NativePool pool,
      ManualClock clock,
      FakeInstance.Script script) {
    super(
        ModelConfig.EMPTY
            .withName(name)
            .withInputs(List.of(ModelInput.of("X", DataType.INT32, Shape.of(1))))
            .withOutputs(List.of(ModelOutput.of("Y", DataType.INT32, Shape.of(1))))
            .withTransactionPolicy(new TransactionPolicy(decoupled)));
    BatchPolicy policy = BatchPolicy.of(config());
    FakeInstance instance =
        new FakeInstance(
            (inputs, outputs, results) -> {
              runs.incrementAndGet();
              script.run(inputs, outputs, results);
            });
    scheduler =
        new ModelScheduler(
            name,
            List.of(instance),
            new ModelScheduler.Parts(
                policy,
                new InboxLimits(16, 1 << 20),
                new ExecutionPlan(config(), policy, pool),
                budget,
                new ModelCounters(0, 0),
                clock));
    scheduler.start();
  }

  @Override
  public InferCall submit(InferRequest request, ResponseSink sink) {
    return scheduler.submit(request, sink);
  }

  int runs() {
    return runs.get();
  }

  @Override
  public void close() {
    assertThat(scheduler.stop(PATIENCE_NS)).as("%s: stopped", name()).isTrue();
    assertThat(budget.reserved()).as("%s: bytes in flight", name()).isZero();
  }
}
