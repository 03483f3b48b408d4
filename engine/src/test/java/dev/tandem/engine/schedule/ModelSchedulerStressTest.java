package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.stats.FailureKind;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.FakeInstance;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real threads, and requests that meet every kind of end. */
@Timeout(180)
class ModelSchedulerStressTest {
  private static final int REQUESTS = 25_000;
  private static final List<Fate> FATES = List.of(Fate.values());

  private final NativePool pool = new NativePool(1 << 20);

  /** What becomes of a request; its input holds which. */
  private enum Fate {
    ANSWERED,
    GATHERED_AND_ANSWERED,
    ANSWERED_IN_PARTS,
    ANSWERED_TWICE,
    FAILED_BY_BACKEND,
    FAILED_BY_FAULT,
    FAILED_BETWEEN_ANSWERS,
    FAILED_AFTER_ANSWER,
    NEVER_ANSWERED,
    SINK_BREAKS;

    boolean succeeds() {
      return switch (this) {
        case ANSWERED,
            GATHERED_AND_ANSWERED,
            ANSWERED_IN_PARTS,
            ANSWERED_TWICE,
            FAILED_AFTER_ANSWER,
            SINK_BREAKS ->
            true;
        case FAILED_BY_BACKEND, FAILED_BY_FAULT, FAILED_BETWEEN_ANSWERS, NEVER_ANSWERED -> false;
      };
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "4, 3, 4", "2, 4, 2", "4, 3, 512"})
  void answersEveryRequestExactlyOnce(int producers, int runners, int mostInFlight)
      throws InterruptedException {
    List<Call> calls = calls();
    Semaphore permits = new Semaphore(mostInFlight);
    calls.forEach(call -> call.whenAnswered = permits::release);
    ModelStatistics statistics;
    try (SchedulerRig rig = rig(1024, runners)) {
      inParallel(
          producers,
          index -> {
            acquire(permits);
            calls.get(index).submit(rig);
          });
      statistics = stopped(rig);
    }

    Map<Reason, Long> failures = new EnumMap<>(Reason.class);
    int succeeded = 0;
    for (Call call : calls) {
      assertThat(call.isSettledOnce()).as("%s settled once", call.fate).isTrue();
      assertThat(call.reasons.isEmpty())
          .as("%s succeeded", call.fate)
          .isEqualTo(call.fate.succeeds());
      call.reasons.forEach(reason -> failures.merge(reason, 1L, Long::sum));
      succeeded += call.reasons.isEmpty() ? 1 : 0;
    }
    assertThat(failures.keySet())
        .containsExactlyInAnyOrder(Reason.EXECUTION_FAILED, Reason.INTERNAL);
    assertThat(statistics.success().count()).isEqualTo(succeeded);
    assertThat(statistics.executionCount()).isEqualTo(succeeded);
    assertThat(statistics.fail().count()).isEqualTo(REQUESTS - succeeded);
    assertThat(statistics.failures())
        .containsEntry(FailureKind.BACKEND, failures.getOrDefault(Reason.EXECUTION_FAILED, 0L))
        .containsEntry(FailureKind.OTHER, failures.getOrDefault(Reason.INTERNAL, 0L));
  }

  @ParameterizedTest
  @CsvSource({"4, 1", "4, 3"})
  void answersAFloodExactlyOnceThoughItStopsInTheMiddle(int producers, int runners)
      throws InterruptedException {
    List<Call> calls = calls();
    AtomicInteger submitted = new AtomicInteger();
    ModelStatistics statistics;
    try (SchedulerRig rig = rig(8, runners)) {
      inParallel(
          producers,
          index -> {
            calls.get(index).submit(rig);
            if (submitted.incrementAndGet() == REQUESTS / 2) {
              rig.scheduler.refuseNew();
            }
          });
      statistics = stopped(rig);
    }

    int refused = 0;
    int stopping = 0;
    for (Call call : calls) {
      assertThat(call.isSettledOnce()).as("%s settled once", call.fate).isTrue();
      refused += call.reasons.contains(Reason.QUEUE_FULL) ? 1 : 0;
      stopping += call.reasons.contains(Reason.STOPPING) ? 1 : 0;
    }
    assertThat(stopping).isPositive();
    assertThat(statistics.success().count() + statistics.fail().count() + refused + stopping)
        .isEqualTo(REQUESTS);
  }

  private SchedulerRig rig(int inboxCapacity, int runners) {
    FakeInstance.Script[] scripts =
        Collections.nCopies(runners, (FakeInstance.Script) this::execute)
            .toArray(FakeInstance.Script[]::new);
    return new SchedulerRig(
        pool, SchedulerRig.CONFIG, inboxCapacity, SystemNanoClock.INSTANCE, scripts);
  }

  private static ModelStatistics stopped(SchedulerRig rig) {
    assertThat(rig.scheduler.stop(SchedulerRig.PATIENCE_NS)).as("stopped").isTrue();
    return rig.statistics();
  }

  private void execute(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    Fate fate = FATES.get(inputs.get(0).bytes().run(0).getInt());
    switch (fate) {
      case ANSWERED, GATHERED_AND_ANSWERED, SINK_BREAKS -> answer(inputs, outputs, results, true);
      case ANSWERED_IN_PARTS -> {
        answer(inputs, outputs, results, false);
        answer(inputs, outputs, results, true);
      }
      case ANSWERED_TWICE -> {
        answer(inputs, outputs, results, true);
        answer(inputs, outputs, results, true);
      }
      case FAILED_BY_BACKEND -> throw new ServingException(Reason.EXECUTION_FAILED, "no");
      case FAILED_BY_FAULT -> throw new IllegalStateException("odd");
      case FAILED_BETWEEN_ANSWERS -> {
        answer(inputs, outputs, results, false);
        throw new ServingException(Reason.EXECUTION_FAILED, "half way");
      }
      case FAILED_AFTER_ANSWER -> {
        answer(inputs, outputs, results, true);
        throw new ServingException(Reason.EXECUTION_FAILED, "too late");
      }
      case NEVER_ANSWERED -> {}
    }
  }

  private void answer(List<Tensor> inputs, List<String> outputs, ResultSink results, boolean last) {
    results.onResult(FakeInstance.copies(pool, inputs, outputs), last);
  }

  private static List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      calls.add(new Call(FATES.get(i % FATES.size())));
    }
    return calls;
  }

  private static void acquire(Semaphore permits) {
    try {
      if (!permits.tryAcquire(60, TimeUnit.SECONDS)) {
        throw new AssertionError("requests in flight were never answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Calls {@code work} once with each index, on so many threads, and waits for them. */
  private static void inParallel(int threadCount, IntConsumer work) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < threadCount; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int index = next.getAndIncrement();
                    index < REQUESTS;
                    index = next.getAndIncrement()) {
                  work.accept(index);
                  done.incrementAndGet();
                }
              });
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(done).as("requests sent").hasValue(REQUESTS);
  }

  /** One request and what came back. */
  private static final class Call implements ResponseSink {
    private final Fate fate;
    private final AtomicInteger releases = new AtomicInteger();
    private final AtomicInteger releasedAnswers = new AtomicInteger();
    private final AtomicInteger lastAnswers = new AtomicInteger();
    private final List<Reason> reasons = Collections.synchronizedList(new ArrayList<>(1));
    private Runnable whenAnswered = () -> {};

    Call(Fate fate) {
      this.fate = fate;
    }

    void submit(SchedulerRig rig) {
      ByteBuffer memory =
          fate == Fate.GATHERED_AND_ANSWERED
              ? ByteBuffer.allocate(4)
              : ByteBuffer.allocateDirect(4);
      memory.put(0, (byte) FATES.indexOf(fate));
      Tensor input = new Tensor("X", DataType.INT32, Shape.of(1, 1), TensorBytes.wrap(memory));
      rig.scheduler.submit(
          new InferRequest(
              rig.model,
              "",
              List.of(input),
              List.of(),
              RequestOptions.NONE,
              releases::incrementAndGet),
          this);
    }

    @Override
    public void onResponse(InferResponse response, boolean last) {
      response.close();
      if (last) {
        lastAnswer();
      }
      if (fate == Fate.SINK_BREAKS) {
        throw new IllegalStateException("sink");
      }
    }

    @Override
    public void onFailure(ServingException failure) {
      reasons.add(failure.reason());
      lastAnswer();
    }

    private void lastAnswer() {
      releasedAnswers.addAndGet(releases.get());
      lastAnswers.incrementAndGet();
      whenAnswered.run();
    }

    boolean isSettledOnce() {
      return lastAnswers.get() == 1 && releasedAnswers.get() == 1 && releases.get() == 1;
    }
  }
}
