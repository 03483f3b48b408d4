package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.OnnxRunner.CONFIG;
import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.RecordingResultSink;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OnnxTerminationTest {
  private static final int WIDTH = 512;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Test
  void endsTheRunThatIsUnderWayAndNotTheNext() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, products(2_000), CONFIG)) {
      for (int i = 0; i < 2; i++) {
        // Takes minutes unless it is ended.
        Tensor many = rows(2_048);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Void> run =
            CompletableFuture.runAsync(
                () -> {
                  thread.complete(Thread.currentThread());
                  run(runner, many);
                });
        awaitWork(thread.join());
        runner.instance.terminate();

        assertThatThrownBy(run::join)
            .cause()
            .isInstanceOfSatisfying(
                ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED))
            .hasMessage("the run was terminated");
        assertThat(runner.pool.openLeases()).isZero();

        runner.instance.terminate();
        run(runner, rows(1));
      }
    }
  }

  @Test
  void doesNothingBetweenRuns() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT, "N"), CONFIG)) {
      Tensor input = Tensors.floats("INPUT0", Shape.of(1), 1);
      for (int i = 0; i < 3; i++) {
        runner.instance.terminate();
        runner.run(List.of(input), "OUTPUT0").close();
      }
      runner.instance.close();
      runner.instance.terminate();
    }
  }

  @Test
  void aRunThatFailsOfItselfSaysSo() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.identity(FLOAT, 2), CONFIG)) {
      runner.instance.terminate();

      assertThatThrownBy(
              () -> runner.run(List.of(Tensors.floats("INPUT0", Shape.of(1), 1)), "OUTPUT0"))
          .isInstanceOfSatisfying(
              ServingException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.EXECUTION_FAILED));
    }
  }

  @Test
  void mayComeAtAnyMomentFromAnyThread() throws IOException {
    try (OnnxRunner runner = new OnnxRunner(folder, OnnxModels.addSub(FLOAT), CONFIG)) {
      AtomicBoolean stop = new AtomicBoolean();
      List<CompletableFuture<Void>> others =
          List.of(untilStopped(stop, runner), untilStopped(stop, runner));
      List<Tensor> inputs =
          List.of(
              Tensors.floats("INPUT0", Shape.of(1, 16), new float[16]),
              Tensors.floats("INPUT1", Shape.of(1, 16), new float[16]));
      for (int i = 0; i < 20_000; i++) {
        try {
          runner.run(inputs, "OUTPUT0", "OUTPUT1").close();
        } catch (ServingException e) {
          assertThat(e.reason()).isEqualTo(Reason.CANCELLED);
        }
      }
      stop.set(true);
      others.forEach(CompletableFuture::join);

      runner.run(inputs, "OUTPUT0", "OUTPUT1").close();
    }
  }

  /** Until the thread is deep in the run. */
  private static void awaitWork(Thread thread) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long startNs = threads.getThreadCpuTime(thread.getId());
    while (threads.getThreadCpuTime(thread.getId()) - startNs < 200_000_000) {
      Thread.onSpinWait();
    }
  }

  private static CompletableFuture<Void> untilStopped(AtomicBoolean stop, OnnxRunner runner) {
    return CompletableFuture.runAsync(
        () -> {
          while (!stop.get()) {
            runner.instance.terminate();
          }
        });
  }

  private static void run(OnnxRunner runner, Tensor input) {
    try (RecordingResultSink sink = runner.run(List.of(input), "y")) {
      assertThat(sink.output("y").shape()).isEqualTo(input.shape());
    }
  }

  private static Tensor rows(int count) {
    return Tensors.floats("x", Shape.of(count, WIDTH), new float[count * WIDTH]);
  }

  /** One matrix product after the other. */
  private static byte[] products(int count) {
    OnnxModel model =
        OnnxModel.graph("products")
            .input("x", FLOAT, dims("N", WIDTH))
            .output("y", FLOAT, dims("N", WIDTH))
            .initializer("w", new long[] {WIDTH, WIDTH}, new float[WIDTH * WIDTH]);
    for (int i = 0; i < count; i++) {
      String from = i == 0 ? "x" : "x" + i;
      model.node("MatMul", List.of(from, "w"), List.of(i == count - 1 ? "y" : "x" + (i + 1)));
    }
    return model.toBytes();
  }
}
