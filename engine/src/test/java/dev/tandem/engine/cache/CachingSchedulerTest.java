package dev.tandem.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.cache.CachingScheduler.Subject;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.schedule.Scheduler;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.PhaseTimes;
import dev.tandem.engine.stats.TimesListener;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.QueuedExecutor;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleModel;
import dev.tandem.engine.testkit.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachingSchedulerTest {
  private static final SampleModel MODEL =
      SampleModel.of(
          ModelConfig.EMPTY
              .withName("m")
              .withInputs(List.of(ModelInput.of("X", DataType.INT32, Shape.of(1))))
              .withOutputs(List.of(ModelOutput.of("Y", DataType.INT32, Shape.of(1)))));

  private static final int MOST_IN_ORDER = 3;

  private final ManualClock clock = new ManualClock();
  private final NativePool pool = new NativePool(0, true);
  private final LocalCache local = new LocalCache(1 << 16, pool, clock);
  private final ModelCounters counters = new ModelCounters(1, 0);
  private final QueuedExecutor large = new QueuedExecutor();
  private final AtModel inner = new AtModel();
  private final List<AnswerCache.Asker> askers = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    local.close();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void answersInOrderWhereTheModelDoes() {
    CachingScheduler scheduler = scheduler(local, "load", true);
    RecordingSink first = send(scheduler, 1);
    inner.answer(0);
    RecordingSink slow = send(scheduler, 2);
    RecordingSink known = send(scheduler, 1);

    assertThat(known.isAnswered()).isFalse();
    inner.answer(1);

    assertThat(slow.isAnswered()).isTrue();
    assertThat(known.isSettledOnce()).isTrue();
    List.of(first, slow, known).forEach(RecordingSink::close);
  }

  @Test
  void doesNotLetAFailureHoldUpWhatComesBehindIt() {
    CachingScheduler scheduler = scheduler(local, "load", true);
    RecordingSink first = send(scheduler, 1);
    inner.answer(0);
    RecordingSink failing = send(scheduler, 2);
    RecordingSink known = send(scheduler, 1);

    inner.fail(1);

    assertThat(failing.failure().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(known.isSettledOnce()).isTrue();
    List.of(first, known).forEach(RecordingSink::close);
  }

  @Test
  void refusesRequestsWhereTooManyWaitForTheirTurn() {
    CachingScheduler scheduler = scheduler(local, "load", true);
    RecordingSink first = send(scheduler, 1);
    inner.answer(0);
    RecordingSink slow = send(scheduler, 2);
    List<RecordingSink> waiting = List.of(send(scheduler, 1), send(scheduler, 1));
    RecordingSink refused = send(scheduler, 1);

    assertThat(refused.failure().reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refused.isSettledOnce()).isTrue();
    assertThat(waiting).noneMatch(RecordingSink::isAnswered);
    inner.answer(1);
    RecordingSink later = send(scheduler, 1);

    assertThat(waiting).allMatch(RecordingSink::isSettledOnce);
    assertThat(later.isSettledOnce()).isTrue();
    assertThat(counters.snapshot().cache().hit().count()).isEqualTo(3);
    waiting.forEach(RecordingSink::close);
    List.of(first, slow, later).forEach(RecordingSink::close);
  }

  @Test
  void givesAFailureOfARunInOrderToo() {
    CachingScheduler scheduler = scheduler(local, "load", true);
    RecordingSink slow = send(scheduler, 1);
    RecordingSink failing = send(scheduler, 2);
    inner.fail(1);

    assertThat(failing.isAnswered()).isFalse();
    inner.answer(0);

    assertThat(failing.failure().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(slow.isSettledOnce()).isTrue();
    slow.close();
  }

  @Test
  void givesARefusalAtOnceAsTheModelDoes() {
    CachingScheduler scheduler = scheduler(local, "load", true);
    RecordingSink slow = send(scheduler, 1);
    RecordingSink refused = send(scheduler, 2);
    inner.fail(1, Reason.QUEUE_FULL);

    assertThat(refused.failure().reason()).isEqualTo(Reason.QUEUE_FULL);
    inner.answer(0);
    slow.close();
  }

  @Test
  void failsARequestWhoseAnswerFromTheCacheCannotBeGiven() {
    CachingScheduler scheduler = scheduler(local, "load", true);
    RecordingSink first = send(scheduler, 1);
    inner.answer(0);
    RecordingSink told = new RecordingSink();
    scheduler.submit(request(1, told), new Angry(told));
    RecordingSink behind = send(scheduler, 1);

    assertThat(told.failure().reason()).isEqualTo(Reason.INTERNAL);
    assertThat(told.isSettledOnce()).isTrue();
    assertThat(behind.isSettledOnce()).isTrue();
    List.of(first, behind).forEach(RecordingSink::close);
  }

  @Test
  void readsLargeRequestsWhereNobodyElseWaitsForIt() {
    CachingScheduler scheduler = scheduler(local, "load", false);
    List<RecordingSink> sinks = List.of(new RecordingSink(), new RecordingSink());
    scheduler.submit(largeRequest(sinks.get(0)), sinks.get(0));

    assertThat(inner.sinks).isEmpty();
    large.runOne();
    inner.answer(0);
    scheduler.submit(largeRequest(sinks.get(1)), sinks.get(1));
    large.runOne();

    assertThat(sinks).allMatch(RecordingSink::isSettledOnce);
    assertThat(inner.sinks).hasSize(1);
    assertThat(scheduler.requestsInside()).isZero();
    sinks.forEach(RecordingSink::close);
  }

  @Test
  void keepsTheInputsOfALargeRequestThatIsGivenUpWhileTheyAreRead() {
    CachingScheduler scheduler = scheduler(local, "load", false);
    RecordingSink sink = new RecordingSink();
    InferCall call = scheduler.submit(largeRequest(sink), sink);
    call.cancel(Reason.CANCELLED);

    assertThat(sink.isAnswered()).isFalse();
    large.runOne();

    assertThat(sink.failure().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(sink.isSettledOnce()).isTrue();
    assertThat(inner.sinks).isEmpty();
    assertThat(scheduler.requestsInside()).isZero();
  }

  @Test
  void leavesLargeRequestsToTheModelWhereTooManyWait() {
    CachingScheduler scheduler = scheduler(local, "load", false);
    byte[] bytes = new byte[1 << 26];
    Tensor input = Tensors.of("X", DataType.INT8, Shape.of(bytes.length), bytes);
    List<RecordingSink> sinks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      RecordingSink sink = new RecordingSink();
      scheduler.submit(request(input, sink), sink);
      sinks.add(sink);
    }

    assertThat(inner.sinks).hasSize(1);
    inner.answer(0);
    assertThat(sinks.get(4).isSettledOnce()).isTrue();
    assertThat(local.bytes()).isZero();
    sinks.forEach(RecordingSink::close);
  }

  @Test
  void keepsLoadsApart() {
    CachingScheduler before = scheduler(local, "load", false);
    RecordingSink first = send(before, 1);
    inner.answer(0);

    RecordingSink again = send(scheduler(local, "another load", false), 1);

    assertThat(again.isAnswered()).isFalse();
    inner.answer(1);
    List.of(first, again).forEach(RecordingSink::close);
  }

  @Test
  void leavesSequencesToAModelThatMayKnowThem() {
    CachingScheduler scheduler = scheduler(new Subject("m", 1, "load", false, true));
    for (int i = 0; i < 2; i++) {
      RecordingSink sink = sendInSequence(scheduler, 1);
      inner.answer(i);
      sink.close();
    }

    assertThat(local.bytes()).isZero();
    assertThat(counters.snapshot().cache().miss().count()).isZero();
  }

  @Test
  void keepsAnswersWhateverTheSequenceOfTheRequestWhereItDoesNotMatter() {
    CachingScheduler scheduler = scheduler(local, "load", true);
    RecordingSink first = sendInSequence(scheduler, 1);
    RecordingSink behind = sendInSequence(scheduler, 2);
    inner.answer(1);

    assertThat(behind.isAnswered()).isFalse();
    inner.answer(0);
    RecordingSink again = sendInSequence(scheduler, 1);

    assertThat(behind.isSettledOnce()).isTrue();
    assertThat(again.isSettledOnce()).isTrue();
    assertThat(inner.sinks).hasSize(2);
    List.of(first, behind, again).forEach(RecordingSink::close);
  }

  @Test
  void countsNoMissForWhatTheModelRefuses() {
    CachingScheduler scheduler = scheduler(local, "load", false);
    RecordingSink sink = new RecordingSink();
    scheduler.submit(
        new InferRequest(MODEL, "id", List.of(), List.of(), RequestOptions.NONE, sink::release),
        sink);
    inner.fail(0, Reason.INVALID_TENSOR);

    assertThat(counters.snapshot().cache().miss().count()).isZero();
  }

  @Test
  void countsAMissWhereTheModelFails() {
    CachingScheduler scheduler = scheduler(local, "load", false);
    send(scheduler, 1);
    inner.fail(0);

    assertThat(counters.snapshot().cache().miss().count()).isOne();
    assertThat(counters.snapshot().success().ns()).isZero();
  }

  @Test
  void leavesItToTheModelToCheckARequest() {
    SampleModel uncheckable =
        new SampleModel(
            ModelConfig.EMPTY.withName("m").withMaxBatchSize(1),
            List.of(new ModelInputSpec(new TensorSpec("X", DataType.INT32, Shape.of(1, 1)), false)),
            List.of());
    CachingScheduler scheduler = scheduler(local, "load", true);
    RecordingSink sink = new RecordingSink();
    scheduler.submit(
        new InferRequest(
            uncheckable,
            "id",
            List.of(Tensors.ints("X", Shape.of(1, 1), 1)),
            List.of(),
            RequestOptions.NONE,
            sink::release),
        sink);
    inner.answer(0);

    assertThat(sink.isSettledOnce()).isTrue();
    sink.close();
  }

  @Test
  void countsHowLongLookingUpAndPuttingInTake() {
    CachingScheduler scheduler =
        scheduler(
            new Held() {
              @Override
              public void insert(
                  CacheKey key, List<Tensor> outputs, Map<String, Object> parameters) {
                clock.advanceNs(30);
              }
            },
            "load",
            false);
    RecordingSink sink = send(scheduler, 1);
    clock.advanceNs(10);
    askers.get(0).missed();
    clock.advanceNs(500);
    inner.answer(0);

    assertThat(counters.snapshot().cache().miss().ns()).isEqualTo(40);
    assertThat(counters.snapshot().success().ns()).isEqualTo(40);
    sink.close();
  }

  @Test
  void letsThoseInsideGoOnToTheModelWhenNewOnesAreRefused() {
    CachingScheduler scheduler = scheduler(new Held(), "load", false);
    RecordingSink inside = send(scheduler, 1);
    scheduler.refuseNew();
    RecordingSink late = send(scheduler, 2);

    assertThat(late.failure().reason()).isEqualTo(Reason.STOPPING);
    assertThat(late.isSettledOnce()).isTrue();
    assertThat(scheduler.requestsInside()).isOne();
    assertThat(inner.refusing).isFalse();
    assertThat(scheduler.stop(1)).isFalse();
    askers.get(0).missed();
    inner.answer(0);

    assertThat(inside.isSettledOnce()).isTrue();
    assertThat(scheduler.requestsInside()).isZero();
    assertThat(scheduler.stop(1)).isTrue();
    assertThat(inner.refusing).isTrue();
    inside.close();
  }

  @Test
  void takesOnlyTheFirstWordOfTheCache() {
    CachingScheduler scheduler = scheduler(new Held(), "load", false);
    RecordingSink sink = send(scheduler, 1);
    askers.get(0).missed();
    askers.get(0).missed();

    assertThat(inner.sinks).hasSize(1);
    inner.answer(0);
    sink.close();
  }

  private CachingScheduler scheduler(AnswerCache cache, String load, boolean ordered) {
    return scheduler(cache, new Subject("m", 1, load, ordered, false));
  }

  private CachingScheduler scheduler(Subject subject) {
    return scheduler(local, subject);
  }

  private CachingScheduler scheduler(AnswerCache cache, Subject subject) {
    return new CachingScheduler(
        inner,
        subject,
        new CachingScheduler.Parts(cache, new LargeKeys(large), MOST_IN_ORDER, clock),
        counters);
  }

  private static RecordingSink sendInSequence(Scheduler scheduler, int value) {
    RecordingSink sink = new RecordingSink();
    SequencePlace place = SequencePlace.of(new SequenceId.Numbered(7), true, true);
    scheduler.submit(request(value, sink).with(RequestOptions.NONE.in(place)), sink);
    return sink;
  }

  private static InferRequest request(int value, RecordingSink sink) {
    return request(Tensors.ints("X", Shape.of(1), value), sink);
  }

  private static InferRequest request(Tensor input, RecordingSink sink) {
    return new InferRequest(
        MODEL, "id", List.of(input), List.of(), RequestOptions.NONE, sink::release);
  }

  private static InferRequest largeRequest(RecordingSink sink) {
    int[] values = new int[(int) LargeKeys.LARGE_BYTES / Integer.BYTES];
    return request(Tensors.ints("X", Shape.of(values.length), values), sink);
  }

  private static RecordingSink send(Scheduler scheduler, int value) {
    RecordingSink sink = new RecordingSink();
    scheduler.submit(request(value, sink), sink);
    return sink;
  }

  /** Answers nobody by itself, and keeps nothing. */
  private class Held implements AnswerCache {
    @Override
    public void lookup(CacheKey key, Asker asker) {
      askers.add(asker);
    }

    @Override
    public void insert(CacheKey key, List<Tensor> outputs, Map<String, Object> parameters) {}

    @Override
    public boolean isShared() {
      return false;
    }

    @Override
    public void close() {}
  }

  /** Cannot hear of times. */
  private record Angry(RecordingSink sink) implements ResponseSink, TimesListener {
    @Override
    public void onTimes(long arrivedNs, PhaseTimes phases) {
      throw new IllegalStateException("no");
    }

    @Override
    public void onResponse(InferResponse response, boolean last) {
      sink.onResponse(response, last);
    }

    @Override
    public void onFailure(ServingException failure) {
      sink.onFailure(failure);
    }
  }

  /** A model that answers when the test says so. */
  private static final class AtModel implements Scheduler {
    final List<InferRequest> requests = new ArrayList<>();
    final List<ResponseSink> sinks = new ArrayList<>();
    boolean refusing;

    void answer(int index) {
      InferRequest request = requests.get(index);
      request.release().run();
      sinks
          .get(index)
          .onResponse(
              new InferResponse(
                  request.model(),
                  request.id(),
                  List.of(Tensors.ints("Y", Shape.of(1), index)),
                  List.of()),
              true);
    }

    void fail(int index) {
      fail(index, Reason.EXECUTION_FAILED);
    }

    void fail(int index, Reason reason) {
      requests.get(index).release().run();
      sinks.get(index).onFailure(new ServingException(reason, "no"));
    }

    @Override
    public InferCall submit(InferRequest request, ResponseSink sink) {
      requests.add(request);
      sinks.add(sink);
      return InferCall.ANSWERED;
    }

    @Override
    public void start() {}

    @Override
    public long requestsInside() {
      return 0;
    }

    @Override
    public long requestsTaken() {
      return requests.size();
    }

    @Override
    public boolean endSequences(long timeoutNs) {
      return true;
    }

    @Override
    public void refuseNew() {
      refusing = true;
    }

    @Override
    public boolean stop(long timeoutNs) {
      refusing = true;
      return true;
    }
  }
}
