package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.OnnxRunner.CONFIG;
import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static dev.tandem.engine.testkit.onnx.OnnxType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.RecordingResultSink;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxSessionTest {
  private static final List<String> OUTPUTS = List.of("OUTPUT0", "OUTPUT1");

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Test
  void twoThreadsShareASession() throws IOException {
    NativePool pool = new NativePool(1 << 20, true);
    Files.write(folder.resolve("model.onnx"), OnnxModels.addSub(FLOAT));
    OnnxBackend backend = new OnnxBackend(pool, Map.of());

    try (BackendModel model =
            backend.open(new ModelSource("m", 1, folder, CONFIG.withMaxBatchSize(8)));
        BackendInstance first = model.newInstance(Device.CPU);
        BackendInstance second = model.newInstance(Device.CPU)) {
      CompletableFuture<Void> other = CompletableFuture.runAsync(() -> addAndSubtract(first, 1));
      addAndSubtract(second, 1000);
      other.join();
    }
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void opensAndClosesManyTimes() throws IOException {
    NativePool pool = new NativePool(1 << 20, true);
    Files.write(folder.resolve("model.onnx"), OnnxModels.addSub(FLOAT));
    OnnxBackend backend = new OnnxBackend(pool, Map.of());

    for (int i = 0; i < 200; i++) {
      try (BackendModel model = backend.open(new ModelSource("m", 1, folder, CONFIG));
          BackendInstance instance = model.newInstance(Device.CPU)) {
        addAndSubtractOnce(instance, i);
      }
    }
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void runsLeaveNoMemoryBehind() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeThat(status).exists();
    // Much for ONNX Runtime to hold, little for the Java heap, whose growth is not in question.
    String[] strings = new String[4_000];
    Arrays.fill(strings, "x".repeat(200));
    Tensor good = Tensors.strings("INPUT0", Shape.of(4_000), strings);
    Tensor bad = Tensors.strings("INPUT0", Shape.of(4_000, 1), strings);

    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(STRING, "N"), CONFIG)) {
      long beforeKb = 0;
      for (int i = 0; i < 300; i++) {
        runner.run(List.of(good), "OUTPUT0").close();
        assertThatThrownBy(() -> runner.run(List.of(bad), "OUTPUT0"))
            .isInstanceOf(ServingException.class);
        if (i == 50) {
          beforeKb = residentKb(status);
        }
      }
      assertThat(residentKb(status) - beforeKb).isLessThan(100_000);
    }
  }

  @Test
  void isNotClosedBeforeItsInstances() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT, "N"), CONFIG)) {
      assertThatThrownBy(runner.model::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("model 'm': closed before its instances");
    }
  }

  @Test
  void givesNoInstancesOnceItIsClosed() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT, "N"), CONFIG)) {
      runner.instance.close();
      runner.model.close();

      assertThatThrownBy(() -> runner.model.newInstance(Device.CPU))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("model 'm': used after it was closed");
    }
  }

  @Test
  void anInstanceServesNoMoreOnceItIsClosed() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT, "N"), CONFIG)) {
      runner.instance.close();

      assertThatThrownBy(() -> runner.run(List.of(), "OUTPUT0"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("instance: used after it was closed");
    }
  }

  @Test
  void runsAModelWithoutInputs() throws IOException {
    byte[] model =
        OnnxModel.graph("constant")
            .output("y", FLOAT, dims(2))
            .initializer("c", new long[] {2}, 3f, 4f)
            .node("Neg", List.of("c"), List.of("y"))
            .toBytes();

    try (OnnxRunner runner = new OnnxRunner(folder, model, CONFIG);
        RecordingResultSink sink = runner.run(List.of(), "y")) {
      assertThat(Tensors.floatsOf(sink.output("y"))).containsExactly(-3, -4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "memory.enable_memory_arena_shrinkage, cpu:0",
    "enable_mem_arena, 0",
    "enable_mem_pattern, 0",
    "execution_mode, 1",
    "intra_op_thread_count, 2",
    "inter_op_thread_count, 0",
    "session.use_device_allocator_for_initializers, 1",
    "colour, blue",
  })
  void runsWithEveryParameter(String key, String value) throws IOException {
    try (OnnxRunner runner =
        new OnnxRunner(
            folder, OnnxModels.addSub(FLOAT), CONFIG.withParameters(Map.of(key, value)))) {
      for (int i = 0; i < 3; i++) {
        addAndSubtractOnce(runner.instance, i);
      }
    }
  }

  private static long residentKb(Path status) throws IOException {
    try (Stream<String> lines = Files.lines(status)) {
      String line = lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }

  private static void addAndSubtract(BackendInstance instance, int start) {
    for (int i = start; i < start + 500; i++) {
      addAndSubtractOnce(instance, i);
    }
  }

  private static void addAndSubtractOnce(BackendInstance instance, int value) {
    Shape shape = Shape.of(1, 16);
    float[] values = new float[16];
    values[15] = value;
    Tensor first = Tensors.floats("INPUT0", shape, values);
    values[15] = 2;
    Tensor second = Tensors.floats("INPUT1", shape, values);
    try (RecordingResultSink sink = new RecordingResultSink()) {
      instance.execute(List.of(first, second), OUTPUTS, sink);

      assertThat(Tensors.floatsOf(sink.output("OUTPUT0"))[15]).isEqualTo(value + 2);
      assertThat(Tensors.floatsOf(sink.output("OUTPUT1"))[15]).isEqualTo(value - 2);
    }
  }
}
