package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.SchedulerRig.CONFIG;
import static dev.tandem.engine.schedule.SchedulerRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two runners whose answers leave in the order of the requests. */
@Timeout(120)
class ModelSchedulerOrderTest {
  private static final ModelConfig ORDERED =
      CONFIG.withScheduling(
          new DynamicBatching(List.of(), 0, true, 0, 0, Optional.empty(), Map.of()));

  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeInstance.Script echo = FakeInstance.echo(pool);
  private final Gate held = new Gate();
  private final Gate quick = new Gate();

  @Test
  void doesNotEndTheNextRunForACallerOfTheOneBefore() throws InterruptedException {
    quick.open();
    Gate next = new Gate();
    FakeInstance.Script script =
        (inputs, outputs, results) -> {
          int value = inputs.get(0).bytes().run(0).getInt();
          List.of(held, quick, next).get(value).pass();
          echo.run(inputs, outputs, results);
        };
    try (SchedulerRig rig =
        new SchedulerRig(pool, ORDERED, 16, new ManualClock(), script, script)) {
      RecordingSink slow = rig.send(row(0));
      held.awaitArrivals(1);
      RecordingSink heldBack = new RecordingSink();
      InferCall call = rig.scheduler.submit(rig.request(heldBack, row(1)), heldBack);
      quick.awaitArrivals(1);
      RecordingSink last = rig.send(row(2));
      next.awaitArrivals(1);

      assertThat(heldBack.isAnswered()).isFalse();
      call.cancel(Reason.CANCELLED);

      assertThat(heldBack.failure().reason()).isEqualTo(Reason.CANCELLED);
      assertThat(rig.instances).allMatch(instance -> instance.terminations() == 0);
      next.open();
      held.open();
      slow.await().close();
      last.await().close();
    }
  }

  @Test
  void givesAnswersInTheOrderOfTheRequestsWhicheverRunnerEndsFirst() throws InterruptedException {
    quick.open();
    List<Integer> order = new CopyOnWriteArrayList<>();
    FakeInstance.Script script =
        (inputs, outputs, results) -> {
          boolean first = inputs.get(0).bytes().run(0).getInt() == 0;
          (first ? held : quick).pass();
          echo.run(inputs, outputs, results);
        };
    try (SchedulerRig rig =
        new SchedulerRig(pool, ORDERED, 16, new ManualClock(), script, script)) {
      RecordingSink last = new RecordingSink();
      for (int i = 0; i <= 5; i++) {
        int number = i;
        RecordingSink released = new RecordingSink();
        ResponseSink sink =
            new ResponseSink() {
              @Override
              public void onResponse(InferResponse response, boolean isLast) {
                order.add(number);
                response.close();
                if (number == 5) {
                  last.onResponse(response, isLast);
                }
              }

              @Override
              public void onFailure(ServingException failure) {
                last.onFailure(failure);
              }
            };
        rig.scheduler.submit(rig.request(released, row(i)), sink);
        (i == 0 ? held : quick).awaitArrivals(1);
      }

      assertThat(order).isEmpty();
      held.open();
      last.await();
      assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }
}
