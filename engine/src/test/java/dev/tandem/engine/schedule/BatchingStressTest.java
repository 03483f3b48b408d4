package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.SchedulerRig.CONFIG;
import static dev.tandem.engine.schedule.SchedulerRig.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real threads that send, give up and run out of time while batches form, fail and end. */
@Timeout(180)
class BatchingStressTest {
  private static final int PRODUCERS = 3;
  private static final long LASTS_NS = TimeUnit.MILLISECONDS.toNanos(600);
  private static final int FAILING = 99;

  private final NativePool pool = new NativePool(1 << 20);
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final Queue<Call> toCancel = new ConcurrentLinkedQueue<>();

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void answersEveryRequestExactlyOnceWithItsOwnRows(
      String name, DynamicBatching batching, int runners, int inbox) throws InterruptedException {
    FakeInstance.Script[] scripts =
        Collections.nCopies(runners, (FakeInstance.Script) this::execute)
            .toArray(FakeInstance.Script[]::new);
    try (SchedulerRig rig =
        new SchedulerRig(
            pool, CONFIG.withScheduling(batching), inbox, SystemNanoClock.INSTANCE, scripts)) {
      long endNs = System.nanoTime() + LASTS_NS;
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < PRODUCERS; i++) {
        threads.add(new Thread(() -> send(rig, endNs)));
      }
      threads.add(new Thread(() -> cancel(endNs)));
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(calls).hasSizeGreaterThan(100);
    for (Call call : calls) {
      assertThat(call.answers).as("answers to %s", call.value).hasValue(1);
      assertThat(call.releases).as("releases of %s", call.value).hasValue(1);
      assertThat(call.wrong).isEmpty();
    }
    assertThat(calls).anyMatch(call -> call.succeeded);
  }

  static Stream<Arguments> answersEveryRequestExactlyOnceWithItsOwnRows() {
    QueuePolicy reject = new QueuePolicy(TimeoutAction.REJECT, 300, true, 20);
    QueuePolicy delay = new QueuePolicy(TimeoutAction.DELAY, 100, true, 0);
    return Stream.of(
        Arguments.of("plain", DynamicBatching.PLAIN, 2, 64),
        Arguments.of("delayed", FormerRig.batching(200, 2, 4), 2, 64),
        Arguments.of(
            "ordered",
            new DynamicBatching(List.of(4), 50, true, 0, 0, Optional.empty(), Map.of()),
            3,
            16),
        Arguments.of(
            "levels",
            new DynamicBatching(
                List.of(3), 100, false, 3, 2, Optional.of(reject), Map.of(2L, delay)),
            1,
            256));
  }

  private void send(SchedulerRig rig, long endNs) {
    while (System.nanoTime() < endNs) {
      Call call = new Call();
      calls.add(call);
      ThreadLocalRandom random = ThreadLocalRandom.current();
      long deadlineNs =
          random.nextInt(4) == 0
              ? System.nanoTime() + random.nextInt(300_000)
              : RequestOptions.NO_DEADLINE;
      RequestOptions options =
          new RequestOptions(random.nextInt(5), random.nextInt(400), deadlineNs, Map.of());
      InferRequest request =
          new InferRequest(
              rig.model,
              "",
              List.of(row(call.value)),
              List.of(),
              options,
              call.releases::incrementAndGet);
      call.call = rig.scheduler.submit(request, call);
      if (random.nextInt(3) == 0) {
        toCancel.add(call);
      }
    }
  }

  private void cancel(long endNs) {
    while (System.nanoTime() < endNs || !toCancel.isEmpty()) {
      Call call = toCancel.poll();
      InferCall handle = call == null ? null : call.call;
      if (handle != null) {
        handle.cancel(Reason.CANCELLED);
      }
    }
  }

  private void execute(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    byte[] values = Tensors.bytesOf(inputs.get(0));
    if (values[0] == FAILING) {
      throw new ServingException(Reason.EXECUTION_FAILED, "no");
    }
    results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
  }

  /** One request and what came back. */
  private static final class Call implements ResponseSink {
    private final int value = ThreadLocalRandom.current().nextInt(100);
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();
    private volatile String wrong = "";
    private volatile boolean succeeded;
    private volatile InferCall call = InferCall.ANSWERED;

    @Override
    public void onResponse(InferResponse response, boolean last) {
      byte[] bytes = Tensors.bytesOf(response.outputs().get(0));
      if (bytes.length != 4 || bytes[0] != value || releases.get() != 1) {
        wrong = "rows of another";
      }
      response.close();
      succeeded = true;
      answers.incrementAndGet();
    }

    @Override
    public void onFailure(ServingException failure) {
      if (failure.reason() == Reason.INTERNAL) {
        wrong = String.valueOf(failure.getMessage());
      }
      answers.incrementAndGet();
    }
  }
}
