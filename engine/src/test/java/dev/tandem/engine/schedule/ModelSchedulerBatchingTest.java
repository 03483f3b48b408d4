package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.SchedulerRig.CONFIG;
import static dev.tandem.engine.schedule.SchedulerRig.PATIENCE_NS;
import static dev.tandem.engine.schedule.SchedulerRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches that real runners run. */
@Timeout(120)
class ModelSchedulerBatchingTest {
  private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final ModelConfig JOINING = CONFIG.withScheduling(DynamicBatching.PLAIN);

  private final NativePool pool = new NativePool(1 << 20, true);
  private final ManualClock clock = new ManualClock();
  private final FakeInstance.Script echo = FakeInstance.echo(pool);
  private final List<Long> rowsRun = new CopyOnWriteArrayList<>();

  @Test
  void runsTogetherWhatComesWhileItsRunnerIsBusy() throws InterruptedException {
    Gate gate = new Gate();
    try (SchedulerRig rig = rig(JOINING, gated(gate))) {
      List<RecordingSink> sinks = new ArrayList<>(List.of(rig.send(row(0))));
      gate.awaitArrivals(1);
      for (int i = 1; i <= 5; i++) {
        sinks.add(rig.send(row(i)));
      }
      gate.open();

      for (int i = 0; i < sinks.size(); i++) {
        assertAnswered(sinks.get(i), i);
      }
      assertThat(rowsRun).containsExactly(1L, 5L);
      assertThat(rig.statistics().inferenceCount()).isEqualTo(6);
      assertThat(rig.statistics().executionCount()).isEqualTo(2);
    }
  }

  @Test
  void failsEveryRequestOfABatchThatFailsAndServesTheNext() throws InterruptedException {
    Gate gate = new Gate();
    FakeInstance.Script failsInTwos =
        (inputs, outputs, results) -> {
          gate.pass();
          if (inputs.get(0).shape().dim(0) == 2) {
            throw new ServingException(Reason.EXECUTION_FAILED, "no");
          }
          echo.run(inputs, outputs, results);
        };
    try (SchedulerRig rig = rig(JOINING, failsInTwos)) {
      RecordingSink before = rig.send(row(0));
      gate.awaitArrivals(1);
      List<RecordingSink> failing = List.of(rig.send(row(1)), rig.send(row(2)));
      gate.open();

      for (RecordingSink sink : failing) {
        assertThat(sink.await().failure()).hasMessage("no");
        assertThat(sink.isSettledOnce()).isTrue();
      }
      assertAnswered(before, 0);
      assertAnswered(rig.send(row(3)), 3);
    }
  }

  @Test
  void refusesAResultThatHasNotTheRowsOfItsBatch() throws InterruptedException {
    Gate gate = new Gate();
    FakeInstance.Script oneRow =
        (inputs, outputs, results) -> {
          gate.pass();
          results.onResult(FakeInstance.copies(pool, List.of(row(1)), outputs), true);
        };
    try (SchedulerRig rig = rig(JOINING, oneRow)) {
      RecordingSink before = rig.send(row(1));
      gate.awaitArrivals(1);
      List<RecordingSink> failing = List.of(rig.send(row(1)), rig.send(row(2)));
      gate.open();

      for (RecordingSink sink : failing) {
        assertThat(sink.await().failure().reason()).isEqualTo(Reason.EXECUTION_FAILED);
        assertThat(sink.failure())
            .hasMessage("output 'Y' of a batch of 2 rows has shape [1,1] (expected: as many rows)");
        assertThat(sink.isSettledOnce()).isTrue();
      }
      assertAnswered(before, 1);
    }
  }

  @Test
  void endsARunOnceTheLastOfItsCallersHasGone() throws InterruptedException {
    Gate first = new Gate();
    Gate second = new Gate();
    FakeInstance.Script script =
        (inputs, outputs, results) -> {
          (inputs.get(0).shape().dim(0) == 1 ? first : second).pass();
          echo.run(inputs, outputs, results);
        };
    try (SchedulerRig rig = rig(JOINING, script)) {
      RecordingSink before = rig.send(row(0));
      first.awaitArrivals(1);
      RecordingSink[] sinks = {new RecordingSink(), new RecordingSink(), new RecordingSink()};
      List<InferCall> calls = new ArrayList<>();
      for (RecordingSink sink : sinks) {
        calls.add(rig.scheduler.submit(rig.request(sink, row(1)), sink));
      }
      calls.get(0).cancel(Reason.CANCELLED);
      first.open();
      second.awaitArrivals(1);

      calls.get(0).cancel(Reason.CANCELLED);
      calls.get(1).cancel(Reason.CANCELLED);
      calls.get(1).cancel(Reason.CANCELLED);
      assertThat(rig.instances.get(0).terminations()).isZero();
      calls.get(2).cancel(Reason.CANCELLED);
      assertThat(rig.instances.get(0).terminations()).isEqualTo(1);

      second.open();
      assertAnswered(before, 0);
    }
  }

  @Test
  void givesWorkToEveryRunner() throws InterruptedException {
    Gate gate = new Gate();
    try (SchedulerRig rig = rig(JOINING, gated(gate), gated(gate), gated(gate))) {
      List<RecordingSink> sinks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sinks.add(rig.send(Tensors.counting("X", row(0).type(), row(0).shape())));
        gate.awaitArrivals(1);
      }
      gate.open();
      for (RecordingSink sink : sinks) {
        sink.await().close();
      }
      assertThat(rig.instances).allMatch(instance -> instance.users().size() == 1);
    }
  }

  @Test
  void doesNotWaitForAFullerBatchOnceItStops()
      throws InterruptedException, ExecutionException, TimeoutException {
    ModelConfig patient = CONFIG.withScheduling(FormerRig.batching(HOUR_MICROS));
    try (SchedulerRig rig = rig(patient, echo)) {
      RecordingSink inside = rig.send(row(7));

      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> rig.scheduler.stop(PATIENCE_NS));

      assertThat(stopped.get(60, TimeUnit.SECONDS)).isTrue();
      assertAnswered(inside, 7);
    }
  }

  @Test
  void refusesAtOnceWhatALevelHasNoRoomFor() throws InterruptedException {
    Gate gate = new Gate();
    QueuePolicy two = new QueuePolicy(TimeoutAction.REJECT, 0, false, 2);
    ModelConfig levels =
        CONFIG.withScheduling(
            new DynamicBatching(List.of(), 0, false, 2, 2, Optional.empty(), Map.of(1L, two)));
    try (SchedulerRig rig = rig(levels, gated(gate))) {
      List<RecordingSink> taken = new ArrayList<>(List.of(send(rig, 2)));
      gate.awaitArrivals(1);
      taken.addAll(List.of(send(rig, 1), send(rig, 1), send(rig, 2), send(rig, 2), send(rig, 2)));

      RecordingSink refused = send(rig, 1);

      assertThat(refused.failure().reason()).isEqualTo(Reason.QUEUE_FULL);
      assertThat(refused.failure()).hasMessage("Exceeds maximum queue size");
      assertThat(refused.isSettledOnce()).isTrue();
      gate.open();
      for (RecordingSink sink : taken) {
        sink.await().close();
      }
      send(rig, 1).await().close();
    }
  }

  private static RecordingSink send(SchedulerRig rig, long priority) {
    RecordingSink sink = new RecordingSink();
    RequestOptions options = FormerRig.priority(priority);
    rig.scheduler.submit(
        new InferRequest(rig.model, "id", List.of(row(1)), List.of(), options, sink::release),
        sink);
    return sink;
  }

  private SchedulerRig rig(ModelConfig config, FakeInstance.Script... scripts) {
    return new SchedulerRig(pool, config, 16, clock, scripts);
  }

  private FakeInstance.Script gated(Gate gate) {
    return (inputs, outputs, results) -> {
      rowsRun.add(inputs.get(0).shape().dim(0));
      gate.pass();
      echo.run(inputs, outputs, results);
    };
  }

  private static void assertAnswered(RecordingSink sink, int value) throws InterruptedException {
    sink.await();
    Tensor output = sink.response().outputs().get(0);
    assertThat(output.shape()).isEqualTo(row(value).shape());
    assertThat(Tensors.bytesOf(output)).containsExactly(value, 0, 0, 0);
    assertThat(sink.isSettledOnce()).isTrue();
    sink.close();
  }
}
