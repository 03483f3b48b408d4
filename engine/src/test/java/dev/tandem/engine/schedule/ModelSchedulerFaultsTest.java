package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.SchedulerRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.stats.FailureKind;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one faulty request does to its caller, to the counters, and to the requests after it. */
class ModelSchedulerFaultsTest {
  private static final int FAULTY = 1;
  private static final int SOUND = 2;

  private final NativePool pool = new NativePool(1 << 20, true);

  @ParameterizedTest
  @MethodSource
  void failsARequestWhoseExecutionThrows(
      Supplier<Throwable> thrown, Reason reason, String message, FailureKind kind)
      throws InterruptedException {
    try (SchedulerRig rig = rig((inputs, outputs, results) -> raise(thrown.get()));
        RecordingSink sink = rig.send(row(FAULTY)).await()) {
      assertThat(sink.failure().reason()).isEqualTo(reason);
      assertThat(sink.failure()).hasMessage(message);
      assertThat(sink.isSettledOnce()).isTrue();
      assertServesTheNext(rig);
      assertCounts(rig, 1, 1);
      assertThat(rig.statistics().failures()).containsEntry(kind, 1L);
    }
  }

  static Stream<Arguments> failsARequestWhoseExecutionThrows() {
    return Stream.of(
        fault(
            () -> new ServingException(Reason.EXECUTION_FAILED, "onnx runtime error 1: no"),
            Reason.EXECUTION_FAILED,
            "onnx runtime error 1: no",
            FailureKind.BACKEND),
        fault(
            () -> new ServingException(Reason.CANCELLED, "gone"),
            Reason.CANCELLED,
            "gone",
            FailureKind.CANCELED),
        fault(
            () -> new OutOfMemoryError("Direct buffer memory"),
            Reason.OUT_OF_MEMORY,
            "out of memory: Direct buffer memory",
            FailureKind.BACKEND),
        fault(
            () -> new IllegalStateException("odd"),
            Reason.INTERNAL,
            "internal error: java.lang.IllegalStateException: odd",
            FailureKind.OTHER),
        fault(
            StackOverflowError::new,
            Reason.INTERNAL,
            "internal error: java.lang.StackOverflowError",
            FailureKind.OTHER),
        fault(
            () -> new NoClassDefFoundError("ai/Missing"),
            Reason.INTERNAL,
            "internal error: java.lang.NoClassDefFoundError: ai/Missing",
            FailureKind.OTHER));
  }

  @Test
  void failsARequestThatTheModelNeverAnswered() throws InterruptedException {
    try (SchedulerRig rig = rig((inputs, outputs, results) -> {});
        RecordingSink sink = rig.send(row(FAULTY)).await()) {
      assertThat(sink.failure().reason()).isEqualTo(Reason.INTERNAL);
      assertThat(sink.failure()).hasMessage("m-1: the model ended without a last answer");
      assertThat(sink.isSettledOnce()).isTrue();
      assertServesTheNext(rig);
      assertCounts(rig, 1, 1);
    }
  }

  @Test
  void passesOnEveryAnswerUpToTheLast() throws InterruptedException {
    FakeInstance.Script threeParts =
        (inputs, outputs, results) -> {
          results.onResult(FakeInstance.copies(pool, inputs, outputs), false);
          results.onResult(FakeInstance.copies(pool, inputs, outputs), false);
          results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
        };
    try (SchedulerRig rig = rig(threeParts);
        RecordingSink sink = rig.send(row(FAULTY)).await()) {
      assertThat(sink.responses()).hasSize(3);
      assertThat(sink.isSettledOnce()).isTrue();
      assertCounts(rig, 1, 0);
      assertThat(rig.statistics().executionCount()).isEqualTo(1);
    }
  }

  @Test
  void failsARequestThatBreaksOffBetweenAnswers() throws InterruptedException {
    FakeInstance.Script breaksOff =
        (inputs, outputs, results) -> {
          results.onResult(FakeInstance.copies(pool, inputs, outputs), false);
          throw new ServingException(Reason.EXECUTION_FAILED, "half way");
        };
    try (SchedulerRig rig = rig(breaksOff);
        RecordingSink sink = rig.send(row(FAULTY)).await()) {
      assertThat(sink.responses()).hasSize(1);
      assertThat(sink.isSettledOnce()).isTrue();
      assertCounts(rig, 0, 1);
    }
  }

  @Test
  void dropsAndDoesNotCountAnswersAfterTheLast() throws InterruptedException {
    FakeInstance.Script twoLast =
        (inputs, outputs, results) -> {
          results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
          results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
          results.onResult(FakeInstance.copies(pool, inputs, outputs), false);
        };
    try (SchedulerRig rig = rig(twoLast);
        RecordingSink sink = rig.send(row(FAULTY)).await()) {
      assertServesTheNext(rig);

      assertThat(sink.responses()).hasSize(1);
      assertThat(sink.isSettledOnce()).isTrue();
      assertCounts(rig, 2, 0);
      assertThat(rig.statistics().executionCount()).isEqualTo(2);
    }
  }

  @Test
  void aFailureAfterTheLastAnswerIsNobodysFailure() throws InterruptedException {
    FakeInstance.Script failsLate =
        (inputs, outputs, results) -> {
          results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
          throw new ServingException(Reason.EXECUTION_FAILED, "too late");
        };
    try (SchedulerRig rig = rig(failsLate);
        RecordingSink sink = rig.send(row(FAULTY)).await()) {
      assertServesTheNext(rig);

      assertThat(sink.responses()).hasSize(1);
      assertThat(sink.isSettledOnce()).isTrue();
      assertCounts(rig, 2, 0);
    }
  }

  @Test
  void freesAResultThatDoesNotFitItsOutput() throws InterruptedException {
    FakeInstance.Script wrongRank =
        (inputs, outputs, results) -> {
          BackendResult result = FakeInstance.copies(pool, inputs, outputs);
          Tensor scalar = result.outputs().get(0).withShape(Shape.SCALAR);
          results.onResult(new BackendResult(List.of(scalar), result.leases()), true);
        };
    try (SchedulerRig rig =
            new SchedulerRig(
                pool,
                SchedulerRig.CONFIG.withOutputs(
                    List.of(
                        ModelOutput.of("Y", DataType.INT32, Shape.of(1))
                            .withReshape(Shape.SCALAR))),
                16,
                new ManualClock(),
                wrongRank);
        RecordingSink sink = rig.send(row(FAULTY)).await()) {
      assertThat(sink.failure().reason()).isEqualTo(Reason.INTERNAL);
      assertThat(sink.isSettledOnce()).isTrue();
    }
  }

  @Test
  void givesBackWhatItGatheredForAnExecutionThatThrows() throws InterruptedException {
    FakeInstance.Script fails =
        (inputs, outputs, results) -> {
          throw new ServingException(Reason.EXECUTION_FAILED, "no");
        };
    TensorBytes heap = TensorBytes.wrap(ByteBuffer.wrap(new byte[] {FAULTY, 0, 0, 0}));
    try (SchedulerRig rig = rig(fails);
        RecordingSink sink =
            rig.send(new Tensor("X", DataType.INT32, Shape.of(1, 1), heap)).await()) {
      assertThat(sink.failure()).hasMessage("no");
    }
    assertThat(pool.openLeases()).isZero();
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void outlivesASinkThatThrows(Supplier<Throwable> thrown) throws InterruptedException {
    FakeInstance.Script failsWhereAsked =
        (inputs, outputs, results) -> {
          throw new ServingException(Reason.EXECUTION_FAILED, "no");
        };
    try (SchedulerRig rig = rig(failsWhereAsked)) {
      ResponseSink broken =
          new ResponseSink() {
            @Override
            public void onResponse(InferResponse response, boolean last) {
              response.close();
              raise(thrown.get());
            }

            @Override
            public void onFailure(ServingException failure) {
              raise(thrown.get());
            }
          };
      RecordingSink released = new RecordingSink();
      for (int value : new int[] {FAULTY, SOUND}) {
        rig.scheduler.submit(rig.request(released, row(value)), broken);
      }
      InferRequest refused = rig.request(released, row(SOUND), row(SOUND));
      rig.scheduler.submit(refused, broken);

      assertServesTheNext(rig);
      assertCounts(rig, 2, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void outlivesAReleaseThatThrows(Supplier<Throwable> thrown) throws InterruptedException {
    try (SchedulerRig rig = rig(FakeInstance.echo(pool));
        RecordingSink sink = new RecordingSink()) {
      InferRequest request =
          new InferRequest(
              rig.model,
              "id",
              List.of(row(SOUND)),
              List.of(),
              RequestOptions.NONE,
              () -> raise(thrown.get()));
      rig.scheduler.submit(request, sink);

      assertThat(sink.await().responses()).hasSize(1);
      assertServesTheNext(rig);
    }
  }

  static Stream<Supplier<Throwable>> throwables() {
    return Stream.of(() -> new IllegalStateException("odd"), () -> new AssertionError("odd"));
  }

  /** One runner that does as {@code fault} says where it is asked to, and echoes otherwise. */
  private SchedulerRig rig(FakeInstance.Script fault) {
    FakeInstance.Script echo = FakeInstance.echo(pool);
    return new SchedulerRig(
        pool,
        (inputs, outputs, results) -> {
          boolean faulty = inputs.get(0).bytes().run(0).getInt() == FAULTY;
          (faulty ? fault : echo).run(inputs, outputs, results);
        });
  }

  private static void assertServesTheNext(SchedulerRig rig) throws InterruptedException {
    try (RecordingSink next = rig.send(row(SOUND)).await()) {
      assertThat(next.response().outputs()).hasSize(1);
      assertThat(next.isSettledOnce()).isTrue();
    }
  }

  private static void assertCounts(SchedulerRig rig, int succeeded, int failed) {
    ModelStatistics statistics = rig.statistics();
    assertThat(statistics.success().count()).as("succeeded").isEqualTo(succeeded);
    assertThat(statistics.fail().count()).as("failed").isEqualTo(failed);
    assertThat(statistics.failures().values().stream().mapToLong(Long::longValue).sum())
        .as("failed of any kind")
        .isEqualTo(failed);
  }

  private static Arguments fault(
      Supplier<Throwable> thrown, Reason reason, String message, FailureKind kind) {
    return Arguments.of(thrown, reason, message, kind);
  }

  private static void raise(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }
}
