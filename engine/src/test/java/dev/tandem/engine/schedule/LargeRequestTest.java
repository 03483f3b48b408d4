package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.Tensors;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of more rows than one run takes. */
@Timeout(120)
class LargeRequestTest {
  /** Numbers and strings, which come back under other names. */
  private static final ModelConfig CONFIG =
      ModelConfig.EMPTY
          .withName("m")
          .withMaxBatchSize(100)
          .withInputs(
              List.of(
                  ModelInput.of("N", DataType.INT8, Shape.of(2)),
                  ModelInput.of("S", DataType.BYTES, Shape.of(1))))
          .withOutputs(
              List.of(
                  ModelOutput.of("A", DataType.INT8, Shape.of(2)),
                  ModelOutput.of("B", DataType.BYTES, Shape.of(1))));

  private static final int ROWS_AT_MOST = 4;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final List<Long> rowsRun = new CopyOnWriteArrayList<>();
  private final FakeInstance.Script echo =
      (inputs, outputs, results) -> {
        rowsRun.add(inputs.get(0).shape().dim(0));
        results.onResult(named(inputs, outputs), true);
      };

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 8, 31})
  void getsItsRowsBackInTheirOrder(int rows) throws InterruptedException {
    try (SchedulerRig rig = rig(10, echo, echo);
        RecordingSink sink = rig.send(numbers(rows), strings(rows)).await()) {
      List<Tensor> outputs = sink.response().outputs();

      assertThat(outputs).extracting(Tensor::name).containsExactly("A", "B");
      assertThat(outputs.get(0).shape()).isEqualTo(Shape.of(rows, 2));
      assertThat(Tensors.bytesOf(outputs.get(0))).isEqualTo(Tensors.bytesOf(numbers(rows)));
      assertThat(outputs.get(1).shape()).isEqualTo(Shape.of(rows, 1));
      assertThat(Tensors.stringsOf(outputs.get(1))).isEqualTo(Tensors.stringsOf(strings(rows)));
      assertThat(sink.isSettledOnce()).isTrue();
      assertThat(rowsRun).allMatch(run -> run <= ROWS_AT_MOST);
    }
  }

  @Test
  void joinsItsPartsByNameWhateverTheRequestsTheyRanWithWanted() throws InterruptedException {
    Gate gate = new Gate();
    try (SchedulerRig rig = rig(10, gated(gate))) {
      RecordingSink before = rig.send(numbers(4), strings(4));
      gate.awaitArrivals(1);
      RecordingSink large = rig.send(List.of("B", "A"), numbers(6), strings(6));
      RecordingSink small = rig.send(List.of("A", "B"), numbers(1), strings(1));
      gate.open();

      List<Tensor> outputs =
          large.await().response().outputs().stream()
              .sorted(Comparator.comparing(Tensor::name))
              .toList();
      assertThat(Tensors.bytesOf(outputs.get(0))).isEqualTo(Tensors.bytesOf(numbers(6)));
      assertThat(Tensors.stringsOf(outputs.get(1))).isEqualTo(Tensors.stringsOf(strings(6)));
      assertThat(small.await().response().outputs()).hasSize(2);
      assertThat(rowsRun).containsExactly(4L, 4L, 3L);
      List.of(before.await(), large, small).forEach(RecordingSink::close);
    }
  }

  @Test
  void failsWholeWithTheFirstFailureAndGivesItsOtherPartsUp() throws InterruptedException {
    Gate gate = new Gate();
    FakeInstance.Script fails =
        (inputs, outputs, results) -> {
          rowsRun.add(inputs.get(0).shape().dim(0));
          gate.pass();
          throw new ServingException(Reason.EXECUTION_FAILED, "no");
        };
    try (SchedulerRig rig = rig(10, fails);
        RecordingSink sink = rig.send(numbers(12), strings(12))) {
      gate.awaitArrivals(1);
      gate.open();

      assertThat(sink.await().failure()).hasMessage("no");
      assertThat(sink.isSettledOnce()).isTrue();
      assertThat(rowsRun).containsExactly(4L);
    }
  }

  @Test
  void failsWholeWhereNotAllPartsFitIntoTheQueue() throws InterruptedException {
    Gate gate = new Gate();
    try (SchedulerRig rig = rig(2, gated(gate))) {
      RecordingSink before = rig.send(numbers(4), strings(4));
      gate.awaitArrivals(1);
      RecordingSink large = rig.send(numbers(12), strings(12));

      assertThat(large.failure().reason()).isEqualTo(Reason.QUEUE_FULL);
      assertThat(large.failure())
          .hasMessage(
              "The batch scheduling queue to which this task was submitted is full; task size is 12"
                  + " but scheduling capacity is only 8 (num_enqueued_batches=0,"
                  + " max_enqueued_batches=2, open_batch_size=0, max_execution_batch_size=4)");
      assertThat(large.isSettledOnce()).isTrue();
      gate.open();
      before.await().close();
      rig.send(numbers(8), strings(8)).await().close();
      assertThat(rowsRun).containsExactly(4L, 4L, 4L);
    }
  }

  @Test
  void isGivenUpWithAllItsParts() throws InterruptedException {
    Gate gate = new Gate();
    try (SchedulerRig rig = rig(10, gated(gate));
        RecordingSink sink = new RecordingSink()) {
      InferCall call = rig.scheduler.submit(rig.request(sink, numbers(12), strings(12)), sink);
      gate.awaitArrivals(1);

      call.cancel(Reason.DEADLINE_EXCEEDED);

      assertThat(sink.failure().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
      assertThat(rig.instances.get(0).terminations()).isEqualTo(1);
      gate.open();
    }
    assertThat(rowsRun).containsExactly(4L);
  }

  @Test
  void isAnsweredThoughItsPartsDoNotFitTogether() throws InterruptedException {
    FakeInstance.Script flat =
        (inputs, outputs, results) -> {
          BackendResult result = named(inputs, outputs);
          results.onResult(
              new BackendResult(
                  result.outputs().stream().map(LargeRequestTest::flatIfOne).toList(),
                  result.leases()),
              true);
        };
    try (SchedulerRig rig = rig(10, flat);
        RecordingSink sink = rig.send(numbers(5), strings(5)).await()) {
      assertThat(sink.failure().reason()).isEqualTo(Reason.EXECUTION_FAILED);
      assertThat(sink.failure())
          .hasMessage(
              "output 'A' of a request that ran in parts has shape [4,2] (expected: rows alike in"
                  + " all parts)");
      assertThat(sink.isSettledOnce()).isTrue();
    }
  }

  private static Tensor flatIfOne(Tensor output) {
    Shape shape = output.shape();
    return shape.dim(0) > 1 ? output : output.withShape(Shape.of(1, 1, shape.dim(1)));
  }

  private SchedulerRig rig(int maxEnqueuedBatches, FakeInstance.Script... scripts) {
    TfServingBatching batching =
        new TfServingBatching(100, 0, maxEnqueuedBatches, List.of(), false, ROWS_AT_MOST);
    return new SchedulerRig(pool, CONFIG, BatchPolicy.of(batching), 64, new ManualClock(), scripts);
  }

  private FakeInstance.Script gated(Gate gate) {
    return (inputs, outputs, results) -> {
      gate.pass();
      echo.run(inputs, outputs, results);
    };
  }

  /** A is N and B is S, in whatever order they are wanted. */
  private BackendResult named(List<Tensor> inputs, List<String> outputs) {
    List<Tensor> chosen =
        outputs.stream().map(output -> inputs.get(output.equals("A") ? 0 : 1)).toList();
    return FakeInstance.copies(pool, chosen, outputs);
  }

  private static Tensor numbers(int rows) {
    return Tensors.counting("N", DataType.INT8, Shape.of(rows, 2));
  }

  private static Tensor strings(int rows) {
    return Tensors.strings(
        "S",
        Shape.of(rows, 1),
        IntStream.range(0, rows).mapToObj(i -> "x".repeat(i % 3) + i).toArray(String[]::new));
  }
}
