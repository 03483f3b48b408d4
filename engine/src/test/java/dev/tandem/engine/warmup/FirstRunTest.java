package dev.tandem.engine.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.schedule.BatchPolicy;
import dev.tandem.engine.schedule.ExecutionPlan;
import dev.tandem.engine.schedule.TrialRuns;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.SampleModel;
import dev.tandem.engine.testkit.Tensors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstRunTest {
  private static final Duration NEVER = Duration.ofDays(1);

  private final NativePool pool = new NativePool(1 << 20, true);
  private final List<Tensor> seen = new CopyOnWriteArrayList<>();
  private final List<byte[]> bytes = new CopyOnWriteArrayList<>();

  @AfterEach
  void everyLeaseIsBack() {
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void takesOneRowAndOneOfWhatIsLeftOpen() {
    ModelConfig config =
        ModelConfig.EMPTY
            .withMaxBatchSize(8)
            .withInputs(
                List.of(
                    ModelInput.of("X", DataType.FP32, Shape.of(3, -1)),
                    ModelInput.of("S", DataType.BYTES, Shape.of(2)),
                    ModelInput.of("O", DataType.FP32, Shape.of(1)).withOptional(true)));

    run(config, recording());

    assertThat(seen).extracting(Tensor::name).containsExactly("X", "S");
    assertThat(seen).extracting(Tensor::shape).containsExactly(Shape.of(1, 3, 1), Shape.of(1, 2));
    assertThat(bytes.get(0)).isEqualTo(new byte[12]);
    assertThat(bytes.get(1)).isEqualTo(new byte[8]);
  }

  @Test
  void reshapesAsForAnyRequest() {
    ModelConfig config =
        ModelConfig.EMPTY.withInputs(
            List.of(ModelInput.of("X", DataType.FP32, Shape.of(4)).withReshape(Shape.of(2, 2))));

    run(config, recording());

    assertThat(seen).extracting(Tensor::shape).containsExactly(Shape.of(2, 2));
  }

  @Test
  void leavesLargeInputsAlone() {
    run(one(Shape.of(5 << 20)), recording());
    run(one(Shape.of(Long.MAX_VALUE, Long.MAX_VALUE)), recording());

    assertThat(seen).isEmpty();
  }

  @Test
  void usesEveryInstanceOnce() {
    run(one(Shape.of(1)), recording(), recording(), recording());

    assertThat(seen).hasSize(3);
  }

  @Test
  void goesOnWhereTheModelFails() {
    run(
        one(Shape.of(1)),
        new FakeInstance(
            (inputs, outputs, sink) -> {
              throw new IllegalStateException("no zeros, please");
            }));

    assertThat(seen).isEmpty();
  }

  @Test
  void endsARunThatTakesTooLong() {
    Gate terminated = new Gate();
    BackendInstance endless =
        new BackendInstance() {
          @Override
          public void execute(List<Tensor> inputs, List<String> outputs, ResultSink sink) {
            seen.addAll(inputs);
            terminated.pass();
            throw new IllegalStateException("terminated");
          }

          @Override
          public void terminate() {
            terminated.open();
          }

          @Override
          public void close() {}
        };

    new FirstRun(SampleModel.of(one(Shape.of(1))), pool, Duration.ofMillis(1))
        .run(runs(one(Shape.of(1)), endless, recording()));

    assertThat(seen).as("the instances after it are passed over").hasSizeLessThan(2);
  }

  private FakeInstance recording() {
    return new FakeInstance(
        (inputs, outputs, sink) -> {
          seen.addAll(inputs);
          inputs.forEach(input -> bytes.add(Tensors.bytesOf(input)));
          sink.onResult(FakeInstance.copies(pool, inputs, outputs), true);
        });
  }

  private void run(ModelConfig config, BackendInstance... instances) {
    new FirstRun(SampleModel.of(config), pool, NEVER).run(runs(config, instances));
  }

  private TrialRuns runs(ModelConfig config, BackendInstance... instances) {
    BatchPolicy policy = BatchPolicy.of(config);
    return new TrialRuns(
        "m",
        List.of(instances),
        new ExecutionPlan(config, policy, pool),
        new ModelCounters(1, 0),
        new ManualClock());
  }

  private static ModelConfig one(Shape dims) {
    return ModelConfig.EMPTY
        .withName("m")
        .withInputs(List.of(ModelInput.of("X", DataType.FP32, dims)))
        .withOutputs(List.of(ModelOutput.of("Y", DataType.FP32, dims)));
  }
}
