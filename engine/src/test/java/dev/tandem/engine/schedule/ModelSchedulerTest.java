package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.SchedulerRig.CONFIG;
import static dev.tandem.engine.schedule.SchedulerRig.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.stats.BatchStatistics;
import dev.tandem.engine.stats.DurationTotal;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSchedulerTest {
  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeInstance.Script echo = FakeInstance.echo(pool);

  @Test
  void answersWithWhatTheModelGives() throws InterruptedException {
    try (SchedulerRig rig = new SchedulerRig(pool, echo);
        RecordingSink sink = rig.send(row(7)).await()) {
      InferResponse response = sink.response();

      assertThat(response.id()).isEqualTo("id");
      assertThat(response.model()).isSameAs(rig.model);
      assertThat(response.outputs()).extracting(Tensor::name).containsExactly("Y");
      assertThat(Tensors.bytesOf(response.outputs().get(0))).containsExactly(7, 0, 0, 0);
      assertThat(sink.isSettledOnce()).isTrue();
      assertThat(sink.answerer().getName()).isEqualTo("model-m-1-0");
    }
  }

  @Test
  void asksForTheOutputsWantedAndForAllWhereNoneIsNamed() throws InterruptedException {
    List<List<String>> asked = new CopyOnWriteArrayList<>();
    ModelConfig config =
        CONFIG.withOutputs(
            List.of(
                ModelOutput.of("Z", DataType.INT32, Shape.of(1)),
                ModelOutput.of("Y", DataType.INT32, Shape.of(1))));
    FakeInstance.Script script =
        (inputs, outputs, results) -> {
          asked.add(outputs);
          echo.run(inputs, outputs.subList(0, 1), results);
        };
    try (SchedulerRig rig = new SchedulerRig(pool, config, 16, new ManualClock(), script);
        RecordingSink all = rig.send(row(1)).await();
        RecordingSink one = new RecordingSink()) {
      rig.scheduler.submit(
          new InferRequest(
              rig.model,
              "",
              List.of(row(1)),
              List.of("Y"),
              RequestOptions.NONE,
              InferRequest.NOTHING_TO_RELEASE),
          one);
      one.await();

      assertThat(all.response().outputs()).hasSize(1);
      assertThat(asked).containsExactly(List.of("Z", "Y"), List.of("Y"));
    }
  }

  @Test
  void reshapesBetweenClientAndModel() throws InterruptedException {
    List<Shape> seen = new CopyOnWriteArrayList<>();
    ModelConfig config =
        CONFIG
            .withInputs(
                List.of(ModelInput.of("X", DataType.INT32, Shape.of(1)).withReshape(Shape.SCALAR)))
            .withOutputs(
                List.of(
                    ModelOutput.of("Y", DataType.INT32, Shape.of(1, 1)).withReshape(Shape.SCALAR)));
    FakeInstance.Script script =
        (inputs, outputs, results) -> {
          seen.add(inputs.get(0).shape());
          echo.run(inputs, outputs, results);
        };
    try (SchedulerRig rig = new SchedulerRig(pool, config, 16, new ManualClock(), script);
        RecordingSink sink = rig.send(row(1)).await()) {
      assertThat(seen).containsExactly(Shape.of(1));
      assertThat(sink.response().outputs().get(0).shape()).isEqualTo(Shape.of(1, 1, 1));
    }
  }

  @Test
  void readsOneNativeRunWhereItLiesAndGathersAnythingElse() throws InterruptedException {
    List<TensorBytes> seen = new CopyOnWriteArrayList<>();
    FakeInstance.Script script =
        (inputs, outputs, results) -> {
          seen.add(inputs.get(0).bytes());
          echo.run(inputs, outputs, results);
        };
    Tensor whole = row(7);
    TensorBytes heap = TensorBytes.wrap(ByteBuffer.wrap(Tensors.bytesOf(whole)));
    TensorBytes scattered =
        TensorBytes.wrap(
            List.of(whole.bytes().run(0).slice(0, 3), whole.bytes().run(0).slice(3, 1)));
    try (SchedulerRig rig = new SchedulerRig(pool, script)) {
      for (TensorBytes bytes : List.of(whole.bytes(), heap, scattered)) {
        Tensor input = new Tensor("X", DataType.INT32, whole.shape(), bytes);
        try (RecordingSink sink = rig.send(input).await()) {
          assertThat(Tensors.bytesOf(sink.response().outputs().get(0))).containsExactly(7, 0, 0, 0);
        }
      }
    }
    assertThat(seen.get(0)).isSameAs(whole.bytes());
    assertThat(seen).allMatch(TensorBytes::isOneNativeRun).hasSize(3);
  }

  @Test
  void refusesWhatDoesNotFitOnTheCallersThread() {
    try (SchedulerRig rig = new SchedulerRig(pool, echo);
        RecordingSink sink = rig.send(Tensors.counting("X", DataType.INT32, Shape.of(9, 1)))) {
      assertThat(sink.failure().reason()).isEqualTo(Reason.INVALID_TENSOR);
      assertThat(sink.answerer()).isSameAs(Thread.currentThread());
      assertThat(sink.isSettledOnce()).isTrue();
      assertThat(rig.statistics()).isEqualTo(new ModelCounters(8, 0).snapshot());
    }
  }

  @Test
  void answersEvenWhereACheckBreaks() {
    TensorBytes beyondOneBuffer =
        TensorBytes.wrap(Collections.nCopies(2048, ByteBuffer.allocateDirect(1 << 20)));
    ModelConfig config =
        CONFIG.withInputs(List.of(ModelInput.of("X", DataType.BYTES, Shape.of(1))));
    try (SchedulerRig rig = new SchedulerRig(pool, config, 16, new ManualClock(), echo);
        RecordingSink sink =
            rig.send(new Tensor("X", DataType.BYTES, Shape.of(1, 1), beyondOneBuffer))) {
      assertThat(sink.failure().reason()).isEqualTo(Reason.INTERNAL);
      assertThat(sink.isSettledOnce()).isTrue();
    }
  }

  @Test
  void refusesAtOnceWhereItsQueueIsFull() throws InterruptedException {
    Gate gate = new Gate();
    List<RecordingSink> taken = new ArrayList<>();
    try (SchedulerRig rig =
        new SchedulerRig(pool, CONFIG, 2, new ManualClock(), gated(gate, echo))) {
      taken.add(rig.send(row(0)));
      gate.awaitArrivals(1);
      taken.add(rig.send(row(1)));
      taken.add(rig.send(row(2)));
      assertThat(rig.statistics().pendingRequests()).isEqualTo(2);

      RecordingSink refused = rig.send(row(3));

      assertThat(refused.failure().reason()).isEqualTo(Reason.QUEUE_FULL);
      assertThat(refused.failure()).hasMessage("Exceeds maximum queue size");
      assertThat(refused.answerer()).isSameAs(Thread.currentThread());
      assertThat(refused.isSettledOnce()).isTrue();
      assertThat(rig.statistics().pendingRequests()).isEqualTo(2);
      assertThat(taken).noneMatch(RecordingSink::isAnswered);

      gate.open();
      for (RecordingSink sink : taken) {
        sink.await().close();
        assertThat(sink.isSettledOnce()).isTrue();
      }
      assertThat(rig.statistics().success().count()).isEqualTo(3);
      assertThat(rig.statistics().fail().count()).isZero();
    }
  }

  @Test
  void measuresEachPhaseOfARequest() throws InterruptedException {
    ManualClock clock = new ManualClock();
    Gate gate = new Gate();
    FakeInstance.Script slow =
        (inputs, outputs, results) -> {
          clock.advanceNs(30);
          echo.run(inputs, outputs, results);
        };
    try (SchedulerRig rig = new SchedulerRig(pool, CONFIG, 16, clock, gated(gate, slow));
        RecordingSink first = rig.send(row(1))) {
      gate.awaitArrivals(1);
      try (RecordingSink second = rig.send(Tensors.counting("X", DataType.INT32, Shape.of(3, 1)))) {
        clock.advanceNs(500);
        gate.open();
        first.await();
        second.await();
      }

      ModelStatistics statistics = rig.statistics();
      assertThat(statistics.success()).isEqualTo(new DurationTotal(2, 530 + 560));
      assertThat(statistics.queue()).isEqualTo(new DurationTotal(2, 530));
      assertThat(statistics.computeInput()).isEqualTo(new DurationTotal(2, 0));
      assertThat(statistics.computeInfer()).isEqualTo(new DurationTotal(2, 530 + 30));
      assertThat(statistics.computeOutput()).isEqualTo(new DurationTotal(2, 0));
      assertThat(statistics.inferenceCount()).isEqualTo(4);
      assertThat(statistics.executionCount()).isEqualTo(2);
      assertThat(statistics.batches()).containsExactly(batch(1, 530), batch(3, 30));
      assertThat(statistics.lastInferenceMs()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, IdleRunners.MAX_RUNNERS + 1})
  void refusesNumbersOfInstancesItCannotServe(int count) {
    List<BackendInstance> instances = Collections.nCopies(count, new FakeInstance(echo));

    assertThatThrownBy(
            () ->
                new ModelScheduler(
                    "m-1",
                    instances,
                    new ModelScheduler.Parts(
                        BatchPolicy.of(CONFIG),
                        new InboxLimits(16, 1 << 10),
                        new ExecutionPlan(CONFIG, BatchPolicy.of(CONFIG), pool),
                        new ByteBudget(1 << 10),
                        new ModelCounters(8, 0),
                        new ManualClock())))
        .isInstanceOf(ServingException.class)
        .hasMessage("m-1: instances: " + count + " (expected: 1 to 64)");
  }

  private static BatchStatistics batch(int size, long inferNs) {
    return new BatchStatistics(
        size, new DurationTotal(1, 0), new DurationTotal(1, inferNs), new DurationTotal(1, 0));
  }

  private static FakeInstance.Script gated(Gate gate, FakeInstance.Script script) {
    return (inputs, outputs, results) -> {
      gate.pass();
      script.run(inputs, outputs, results);
    };
  }
}
