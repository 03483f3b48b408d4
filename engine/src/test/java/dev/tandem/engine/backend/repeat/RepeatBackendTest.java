package dev.tandem.engine.backend.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.RecordingResultSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatBackendTest {
  private static final List<String> BOTH = List.of("OUT", "IDX");

  private static final ModelConfig CONFIG =
      ModelConfig.EMPTY
          .withName("m")
          .withInputs(
              List.of(
                  ModelInput.of("IN", DataType.INT32, Shape.of(-1)),
                  ModelInput.of("DELAY", DataType.UINT32, Shape.of(-1)),
                  ModelInput.of("WAIT", DataType.UINT32, Shape.of(1))))
          .withOutputs(
              List.of(
                  ModelOutput.of("OUT", DataType.INT32, Shape.of(1)),
                  ModelOutput.of("IDX", DataType.UINT32, Shape.of(1))))
          .withTransactionPolicy(new TransactionPolicy(true));

  private final NativePool pool = new NativePool(0, true);
  private final List<Duration> pauses = new ArrayList<>();
  private final RepeatBackend backend =
      new RepeatBackend(pool, (duration, end) -> pauses.add(duration));

  @AfterEach
  void everyLeaseIsBack() {
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void answersEachElementAfterItsDelayAndThenEnds() {
    try (RecordingResultSink sink = new RecordingResultSink()) {
      run(backend, inputs(List.of(7, -1), List.of(250, 0), List.of(0)), BOTH, sink);

      assertThat(sink.lasts()).containsExactly(false, false, true);
      assertThat(values(sink.results().get(0))).containsExactly(7, 0);
      assertThat(values(sink.results().get(1))).containsExactly(-1, 1);
      assertThat(sink.results().get(2).outputs()).isEmpty();
    }
    assertThat(pauses).containsExactly(Duration.ofMillis(250));
  }

  @Test
  void nothingToRepeatIsAnEmptyAnswer() {
    try (RecordingResultSink sink = new RecordingResultSink()) {
      run(backend, inputs(List.of(), List.of(), List.of(0)), BOTH, sink);

      assertThat(sink.lasts()).containsExactly(true);
      assertThat(sink.results().get(0).outputs()).isEmpty();
    }
  }

  @Test
  void takesTheWaitAtLeast() {
    try (RecordingResultSink sink = new RecordingResultSink()) {
      run(backend, inputs(List.of(1), List.of(30), List.of(100)), BOTH, sink);
      run(backend, inputs(List.of(1), List.of(30), List.of(20)), BOTH, sink);
    }
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(30), Duration.ofMillis(70), Duration.ofMillis(30));
  }

  @Test
  void givesOnlyTheOutputsWanted() {
    try (RecordingResultSink sink = new RecordingResultSink()) {
      run(backend, inputs(List.of(7), List.of(0), List.of(0)), List.of("IDX"), sink);

      assertThat(values(sink.results().get(0))).containsExactly(0);
    }
  }

  @Test
  void terminationEndsTheRunItComesIn() {
    List<BackendInstance> running = new ArrayList<>();
    RepeatBackend ended =
        new RepeatBackend(
            pool,
            (duration, end) -> {
              running.get(0).terminate();
              assertThat(end.getCount()).isZero();
            });

    try (BackendModel model = ended.open(source(CONFIG));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      running.add(instance);
      instance.terminate();
      assertThatThrownBy(
              () -> instance.execute(inputs(List.of(1, 2), List.of(0, 5), List.of(0)), BOTH, sink))
          .isInstanceOfSatisfying(
              ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
      assertThat(sink.lasts()).containsExactly(false);
    }
  }

  @Test
  void refusesDelaysThatDoNotFit() {
    try (RecordingResultSink sink = new RecordingResultSink()) {
      assertThatThrownBy(
              () -> run(backend, inputs(List.of(1, 2), List.of(0), List.of(0)), BOTH, sink))
          .isInstanceOf(ServingException.class)
          .hasMessageStartingWith("IN has 2 elements, DELAY 1 and WAIT 1");
    }
  }

  @Test
  void refusesModelsOfAnotherForm() {
    assertRefused(CONFIG.withTransactionPolicy(new TransactionPolicy(false)), "decoupled: false");
    assertRefused(CONFIG.withMaxBatchSize(4), "max_batch_size: 4");
    assertRefused(CONFIG.withOutputs(CONFIG.outputs().subList(0, 1)), "outputs: {OUT=INT32}");
    assertRefused(CONFIG.withInputs(CONFIG.inputs().subList(0, 1)), "inputs: {IN=INT32}");
  }

  private void assertRefused(ModelConfig config, String what) {
    assertThatThrownBy(() -> backend.open(source(config)))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining(what);
  }

  private static void run(
      RepeatBackend backend, List<Tensor> inputs, List<String> outputs, RecordingResultSink sink) {
    try (BackendModel model = backend.open(source(CONFIG));
        BackendInstance instance = model.newInstance(Device.CPU)) {
      instance.execute(inputs, outputs, sink);
    }
  }

  private static ModelSource source(ModelConfig config) {
    return new ModelSource("m", 1, Path.of("m", "1"), config);
  }

  private static List<Tensor> inputs(
      List<Integer> values, List<Integer> delays, List<Integer> wait) {
    return List.of(
        tensor("IN", DataType.INT32, values),
        tensor("DELAY", DataType.UINT32, delays),
        tensor("WAIT", DataType.UINT32, wait));
  }

  private static Tensor tensor(String name, DataType type, List<Integer> values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putInt);
    return new Tensor(name, type, Shape.of(values.size()), TensorBytes.wrap(bytes.flip()));
  }

  private static List<Integer> values(BackendResult result) {
    return IntStream.range(0, result.outputs().size())
        .mapToObj(i -> result.outputs().get(i).bytes().asOneRun().getInt())
        .toList();
  }
}
