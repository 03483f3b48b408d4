package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.SchedulerRig.CONFIG;
import static dev.tandem.engine.schedule.SchedulerRig.PATIENCE_NS;
import static dev.tandem.engine.schedule.SchedulerRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ModelSchedulerStopTest {
  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeInstance.Script echo = FakeInstance.echo(pool);
  private final Gate gate = new Gate();
  private final FakeInstance.Script gated =
      (inputs, outputs, results) -> {
        gate.pass();
        echo.run(inputs, outputs, results);
      };

  @Test
  void endsRunnersThatNeverHadARequest() {
    try (SchedulerRig rig = new SchedulerRig(pool, echo, echo, echo)) {
      assertThat(rig.scheduler.stop(PATIENCE_NS)).isTrue();
      assertThat(rig.instances).allMatch(instance -> instance.closers().size() == 1);
    }
  }

  @Test
  void stoppingAgainChangesNothing() {
    try (SchedulerRig rig = new SchedulerRig(pool, echo)) {
      assertThat(rig.scheduler.stop(PATIENCE_NS)).isTrue();
      assertThat(rig.scheduler.stop(0)).isTrue();
    }
  }

  @Test
  void answersThoseInsideAndRefusesNewOnes()
      throws InterruptedException, ExecutionException, TimeoutException {
    List<RecordingSink> inside = new ArrayList<>();
    try (SchedulerRig rig = new SchedulerRig(pool, CONFIG, 16, new ManualClock(), gated, gated)) {
      for (int i = 0; i < 6; i++) {
        inside.add(rig.send(row(i)));
      }
      gate.awaitArrivals(2);
      rig.scheduler.refuseNew();
      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> rig.scheduler.stop(PATIENCE_NS));

      RecordingSink late = rig.send(row(9));
      assertThat(late.failure().reason()).isEqualTo(Reason.STOPPING);
      assertThat(late.failure())
          .hasMessage(
              "Server is stopping, scheduler for model has stopped accepting new inference"
                  + " requests");
      assertThat(late.answerer()).isSameAs(Thread.currentThread());
      assertThat(late.isSettledOnce()).isTrue();
      assertThat(inside).noneMatch(RecordingSink::isAnswered);
      assertThat(rig.instances).allMatch(instance -> instance.closers().isEmpty());

      gate.open();
      assertThat(stopped.get(60, TimeUnit.SECONDS)).isTrue();
      for (RecordingSink sink : inside) {
        assertThat(sink.response().outputs()).hasSize(1);
        assertThat(sink.isSettledOnce()).isTrue();
        sink.close();
      }
      assertThat(rig.statistics().success().count()).isEqualTo(6);
      assertThat(rig.statistics().fail().count()).isZero();
    }
  }

  @Test
  void leavesEverythingAloneWhereTheTimeRunsOut() throws InterruptedException {
    try (SchedulerRig rig = new SchedulerRig(pool, gated)) {
      RecordingSink inside = rig.send(row(1));
      gate.awaitArrivals(1);

      assertThat(rig.scheduler.stop(1)).isFalse();

      assertThat(rig.instances.get(0).closers()).isEmpty();
      assertThat(rig.send(row(2)).failure().reason()).isEqualTo(Reason.STOPPING);
      gate.open();
      inside.await().close();
    }
  }

  @Test
  void countsARequestAsInsideUntilItsInstanceIsDone() throws InterruptedException {
    FakeInstance.Script lingers =
        (inputs, outputs, results) -> {
          echo.run(inputs, outputs, results);
          gate.pass();
        };
    try (SchedulerRig rig = new SchedulerRig(pool, lingers)) {
      rig.send(row(1)).await().close();

      assertThat(rig.scheduler.stop(1)).isFalse();
      assertThat(rig.instances.get(0).closers()).isEmpty();
      gate.open();
    }
  }

  @Test
  void givesUpWhereItIsInterrupted() throws InterruptedException {
    try (SchedulerRig rig = new SchedulerRig(pool, gated)) {
      RecordingSink inside = rig.send(row(1));
      Thread.currentThread().interrupt();

      assertThat(rig.scheduler.stop(PATIENCE_NS)).isFalse();

      assertThat(Thread.interrupted()).isTrue();
      gate.open();
      inside.await().close();
    }
  }
}
