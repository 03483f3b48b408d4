package dev.tandem.engine.backend.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.backend.Pause;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.RecordingResultSink;
import dev.tandem.engine.testkit.Tensors;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityBackendTest {
  private final NativePool pool = new NativePool(0, true);
  private final List<Duration> pauses = new ArrayList<>();
  private final IdentityBackend backend =
      new IdentityBackend(pool, (duration, end) -> pauses.add(duration));

  @Test
  void knowsNothingOfFiles() {
    assertThat(backend.name()).isEqualTo("identity");
    assertThat(backend.describe(Path.of("no", "such", "file"))).isEmpty();
  }

  @Test
  void loadingAndEachExecutionTakeAsLongAsAsked() {
    ModelConfig config =
        config("INPUT0", "OUTPUT0")
            .withParameters(Map.of("creation_delay_sec", "3", "execute_delay_ms", "250"));

    try (BackendModel model = backend.open(source(config));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      assertThat(pauses).containsExactly(Duration.ofSeconds(3));
      for (int i = 0; i < 2; i++) {
        instance.execute(
            List.of(Tensors.floats("INPUT0", Shape.of(1), 1f)), List.of("OUTPUT0"), sink);
      }
      assertThat(pauses)
          .containsExactly(Duration.ofSeconds(3), Duration.ofMillis(250), Duration.ofMillis(250));
    }
  }

  @ParameterizedTest
  @CsvSource({"creation_delay_sec, -1", "execute_delay_ms, fast", "execute_delay_ms, 1.5"})
  void refusesDelaysThatAreNoNumbers(String key, String value) {
    ModelConfig config = config("INPUT0", "OUTPUT0").withParameters(Map.of(key, value));

    assertThatThrownBy(() -> backend.open(source(config)))
        .isInstanceOf(ServingException.class)
        .hasMessage("model 'm': parameter '%s': '%s' (expected: a number >= 0)", key, value);
  }

  @Test
  void anInterruptEndsADelay() {
    ModelConfig config =
        config("INPUT0", "OUTPUT0").withParameters(Map.of("creation_delay_sec", "1"));
    IdentityBackend interrupted =
        new IdentityBackend(
            pool,
            (duration, end) -> {
              throw new InterruptedException();
            });

    assertThatThrownBy(() -> interrupted.open(source(config)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STOPPING));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void terminationEndsTheDelayItComesInAndNoOther() throws Exception {
    ModelConfig config =
        config("INPUT0", "OUTPUT0").withParameters(Map.of("execute_delay_ms", "3600000"));
    CountDownLatch entered = new CountDownLatch(1);
    IdentityBackend waiting =
        new IdentityBackend(
            pool,
            (duration, end) -> {
              boolean first = entered.getCount() == 1;
              entered.countDown();
              Pause.SLEEP.pause(first ? duration : Duration.ZERO, end);
            });
    Tensor input = Tensors.floats("INPUT0", Shape.of(1), 1f);

    try (BackendModel model = waiting.open(source(config));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      instance.terminate();
      CompletableFuture<Void> run =
          CompletableFuture.runAsync(
              () -> instance.execute(List.of(input), List.of("OUTPUT0"), sink));
      entered.await();
      instance.terminate();
      assertThatThrownBy(run::join)
          .cause()
          .isInstanceOfSatisfying(
              ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
      assertThat(sink.results()).isEmpty();

      instance.terminate();
      instance.execute(List.of(input), List.of("OUTPUT0"), sink);
      assertThat(sink.lasts()).containsExactly(true);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "A0 B1, X1 Y0, B1 A0", // by number
    "A B, X Y, A B", // by place
    "A7 B, X Y7, A7 A7", // by number before place
    "A1, X1 Y2 Z1, A1 - A1", // no input at that place
  })
  void outputsCopyTheInputOfTheirNumberOrPlace(String inputs, String outputs, String copied) {
    ModelConfig config = config(inputs, outputs);
    if (copied.contains("-")) {
      assertThatThrownBy(() -> backend.open(source(config)))
          .hasMessage("model 'm': output 'Y2' has no input to copy");
      return;
    }
    assertThat(CopyPlan.of(config).copies())
        .extracting(CopyPlan.Copy::input)
        .containsExactly(copied.split(" "));
  }

  @Test
  void copiesBytesThatAreScattered() {
    ByteBuffer whole = Tensors.floats("INPUT0", Shape.of(2), 1f, 2f).bytes().run(0);
    TensorBytes bytes = TensorBytes.wrap(List.of(whole.slice(0, 3), whole.slice(3, 5)));
    Tensor scattered = new Tensor("INPUT0", DataType.FP32, Shape.of(2), bytes);

    try (BackendModel model = backend.open(source(config("INPUT0", "OUTPUT0")));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      instance.execute(List.of(scattered), List.of("OUTPUT0"), sink);

      assertThat(Tensors.floatsOf(sink.output("OUTPUT0"))).containsExactly(1f, 2f);
    }
  }

  private static ModelConfig config(String inputs, String outputs) {
    Shape dims = Shape.of(Shape.VARIABLE);
    return ModelConfig.EMPTY
        .withName("m")
        .withInputs(
            Arrays.stream(inputs.split(" "))
                .map(name -> ModelInput.of(name, DataType.FP32, dims))
                .toList())
        .withOutputs(
            Arrays.stream(outputs.split(" "))
                .map(name -> ModelOutput.of(name, DataType.FP32, dims))
                .toList());
  }

  private static ModelSource source(ModelConfig config) {
    return new ModelSource("m", 1, Path.of("no", "such", "file"), config);
  }
}
