package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.SchedulerRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.stats.FailureKind;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request that is given up, wherever it is just then. */
@Timeout(120)
class PendingRequestTest {
  private static final ModelConfig DECOUPLED =
      SchedulerRig.CONFIG.withTransactionPolicy(new TransactionPolicy(true));

  private final NativePool pool = new NativePool(1 << 20, true);
  private final Gate gate = new Gate();
  private final FakeInstance.Script gated =
      (inputs, outputs, results) -> {
        gate.pass();
        FakeInstance.echo(pool).run(inputs, outputs, results);
      };

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"CANCELLED", "DEADLINE_EXCEEDED"})
  void answersAtOnceWhereItWaitsOrRuns(Reason reason) throws InterruptedException {
    try (SchedulerRig rig = new SchedulerRig(pool, gated);
        RecordingSink running = new RecordingSink();
        RecordingSink waiting = new RecordingSink()) {
      InferCall runningCall = rig.scheduler.submit(rig.request(running, row(1)), running);
      gate.awaitArrivals(1);
      InferCall waitingCall = rig.scheduler.submit(rig.request(waiting, row(2)), waiting);

      waitingCall.cancel(reason);
      runningCall.cancel(reason);
      runningCall.cancel(reason);

      assertThat(waiting.failure().reason()).isEqualTo(reason);
      assertThat(waiting.failure()).hasMessage("");
      assertThat(waiting.isSettledOnce()).isTrue();
      assertThat(running.failure().reason()).isEqualTo(reason);
      assertThat(rig.statistics().failures()).containsEntry(FailureKind.CANCELED, 2L);
      assertThat(rig.statistics().pendingRequests()).isZero();
      gate.open();
    }
  }

  @Test
  void keepsTheBytesOfARunningRequestUntilTheRunHasEnded() throws InterruptedException {
    try (SchedulerRig rig = new SchedulerRig(pool, gated);
        RecordingSink sink = new RecordingSink();
        RecordingSink behind = new RecordingSink()) {
      InferCall call = rig.scheduler.submit(rig.request(sink, row(1)), sink);
      gate.awaitArrivals(1);

      call.cancel(Reason.CANCELLED);
      assertThat(rig.budget.reserved()).isEqualTo(4);
      gate.open();
      rig.scheduler.submit(rig.request(behind, row(2)), behind);
      behind.await();

      assertThat(sink.failure().reason()).isEqualTo(Reason.CANCELLED);
    }
  }

  @Test
  void comesTooLateForAnAnsweredRequest() throws InterruptedException {
    try (SchedulerRig rig = new SchedulerRig(pool, FakeInstance.echo(pool));
        RecordingSink sink = new RecordingSink()) {
      InferCall call = rig.scheduler.submit(rig.request(sink, row(1)), sink);
      sink.await();

      call.cancel(Reason.CANCELLED);

      assertThat(sink.response().outputs()).hasSize(1);
      assertThat(sink.isSettledOnce()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"CANCELLED", "DEADLINE_EXCEEDED"})
  void aStreamOfAnswersEndsOnItsRunnersThreadWithTheReason(Reason reason)
      throws InterruptedException {
    FakeInstance.Script stream =
        (inputs, outputs, results) -> {
          results.onResult(FakeInstance.copies(pool, inputs, outputs), false);
          gate.pass();
          results.onResult(FakeInstance.copies(pool, inputs, outputs), false);
          results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
        };
    try (SchedulerRig rig = new SchedulerRig(pool, DECOUPLED, 16, new ManualClock(), stream);
        RecordingSink sink = new RecordingSink()) {
      InferCall call = rig.scheduler.submit(rig.request(sink, row(1)), sink);
      gate.awaitArrivals(1);

      call.cancel(reason);
      assertThat(sink.isAnswered()).isFalse();
      gate.open();
      sink.await();

      assertThat(sink.responses()).hasSize(1);
      assertThat(sink.lastFailure().reason()).isEqualTo(reason);
      assertThat(sink.answerer().getName()).isEqualTo("model-m-1-0");
      assertThat(sink.isSettledOnce()).isTrue();
    }
  }

  @Test
  void tellsARefusedCallerThoughTheReleaseThrows() {
    try (SchedulerRig rig = new SchedulerRig(pool, FakeInstance.echo(pool));
        RecordingSink sink = new RecordingSink()) {
      InferRequest refused =
          new InferRequest(
              rig.model,
              "id",
              List.of(),
              List.of(),
              RequestOptions.NONE,
              () -> {
                throw new IllegalStateException("odd");
              });

      rig.scheduler.submit(refused, sink);

      ServingException failure = sink.failure();
      assertThat(failure.reason()).isEqualTo(Reason.INVALID_TENSOR);
    }
  }
}
