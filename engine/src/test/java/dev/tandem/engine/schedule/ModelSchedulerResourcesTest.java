package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.SchedulerRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import dev.tandem.engine.model.RateLimiter;
import dev.tandem.engine.model.RateLimiter.Resource;
import dev.tandem.engine.resource.Demand;
import dev.tandem.engine.resource.ResourceLimits;
import dev.tandem.engine.resource.ResourcePool;
import dev.tandem.engine.resource.ResourcePool.Pass;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model whose one instance needs what another one holds. */
@Timeout(120)
class ModelSchedulerResourcesTest {
  private static final long TIMEOUT_MICROS = 100;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final ManualClock clock = new ManualClock();
  private final Thread tester = Thread.currentThread();
  private final Semaphore runnerLooks = new Semaphore(0);
  private final ResourcePool resources = new ResourcePool(ResourceLimits.NONE);
  private final Pass other = resources.join(demand());

  @Test
  void rejectsWhatHasWaitedForAResourceForTooLong() throws InterruptedException {
    ServingException failure =
        afterTheTimeout(TimeoutAction.REJECT, RequestOptions.NONE, RecordingSink::failure);

    assertThat(failure)
        .hasMessage("Request timeout expired")
        .extracting(ServingException::reason)
        .isEqualTo(Reason.QUEUE_TIMEOUT);
  }

  @Test
  void runsWhatMayBeLate() throws InterruptedException {
    int outputs =
        afterTheTimeout(
            TimeoutAction.DELAY, RequestOptions.NONE, sink -> sink.response().outputs().size());

    assertThat(outputs).isOne();
  }

  @Test
  void doesNotRunWhatNobodyWaitsForAnyMore() throws InterruptedException {
    RequestOptions deadline = FormerRig.deadlineNs(1000);

    ServingException failure =
        afterTheTimeout(TimeoutAction.DELAY, deadline, RecordingSink::failure);

    assertThat(failure.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
  }

  /** What {@code answer} says of a request that comes to its turn once its time is up. */
  private <T> T afterTheTimeout(
      TimeoutAction action, RequestOptions options, Function<RecordingSink, T> answer)
      throws InterruptedException {
    QueuePolicy policy = new QueuePolicy(action, TIMEOUT_MICROS, false, 0);
    ModelConfig config =
        SchedulerRig.CONFIG.withScheduling(
            new DynamicBatching(List.of(), 0, false, 0, 0, Optional.of(policy), Map.of()));
    Pass own = resources.join(demand());
    other.acquire();
    try (SchedulerRig rig =
        new SchedulerRig(pool, config, List.of(own), this::nowNs, FakeInstance.echo(pool))) {
      // It finds nothing first, and then the request.
      runnerLooks.acquire();
      RecordingSink sink = new RecordingSink();
      InferRequest request =
          new InferRequest(rig.model, "id", List.of(row(1)), List.of(), options, sink::release);
      rig.scheduler.submit(request, sink);
      runnerLooks.acquire();
      clock.advanceNs(TimeUnit.MICROSECONDS.toNanos(TIMEOUT_MICROS));
      other.release();
      T given = answer.apply(sink.await());
      sink.close();
      return given;
    }
  }

  private long nowNs() {
    long nowNs = clock.nanoTime();
    if (Thread.currentThread() != tester) {
      runnerLooks.release();
    }
    return nowNs;
  }

  private static Demand demand() {
    return Demand.of(new RateLimiter(List.of(new Resource("R", true, 1)), 1), Device.CPU);
  }
}
