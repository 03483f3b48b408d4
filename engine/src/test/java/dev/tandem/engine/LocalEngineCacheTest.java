package dev.tandem.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.cache.CacheKey;
import dev.tandem.engine.cache.LocalCache;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.engine.testkit.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that echoes, and fails at 99, behind a response cache. */
class LocalEngineCacheTest {
  private static final int FAILS = 99;
  private static final String ENABLED = "response_cache { enable: true }\n";

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final NativePool cachePool = new NativePool(0, true);
  private final LocalCache local = new LocalCache(1 << 20, cachePool, SystemNanoClock.INSTANCE);
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void nothingIsLeft() {
    local.close();
    assertThat(cachePool.openLeases()).isZero();
  }

  private void echo(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    runs.incrementAndGet();
    if (Tensors.intsOf(inputs.get(0))[0] == FAILS) {
      throw new ServingException(Reason.EXECUTION_FAILED, "no");
    }
    results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
  }

  private EngineRig rig(AnswerCache cache, String more) {
    new SampleRepository(folder).model("m", EngineRig.CONFIG + more, 1);
    return new EngineRig(
        RepositorySettings.of(List.of(folder)).withCache(cache), new FakeBackend(this::echo), pool);
  }

  private static InferRequest request(EngineRig rig, int value, RecordingSink sink) {
    return new InferRequest(
        rig.engine.model("m"),
        "id " + value,
        List.of(Tensors.ints("X", Shape.of(1, 1), value)),
        List.of(),
        RequestOptions.NONE,
        sink::release);
  }

  private static RecordingSink send(EngineRig rig, int value) throws InterruptedException {
    RecordingSink sink = new RecordingSink();
    rig.engine.infer(request(rig, value, sink), sink);
    sink.await();
    assertThat(sink.isSettledOnce()).isTrue();
    return sink;
  }

  private static int answer(RecordingSink sink) {
    try (InferResponse response = sink.response()) {
      return Tensors.intsOf(response.outputs().get(0))[0];
    }
  }

  @Test
  void answersARequestThatComesAgainWithoutTheModel() throws InterruptedException {
    try (EngineRig rig = rig(local, ENABLED)) {
      assertThat(answer(send(rig, 5))).isEqualTo(5);
      RecordingSink again = send(rig, 5);

      assertThat(again.answerer()).isEqualTo(Thread.currentThread());
      assertThat(again.response().id()).isEqualTo("id 5");
      assertThat(answer(again)).isEqualTo(5);
      assertThat(runs).hasValue(1);
      ModelStatistics statistics = rig.engine.model("m").statistics();
      assertThat(statistics.success().count()).isEqualTo(2);
      assertThat(statistics.queue().count()).isEqualTo(2);
      assertThat(statistics.computeInfer().count()).isOne();
      assertThat(statistics.inferenceCount()).isOne();
      assertThat(statistics.executionCount()).isOne();
      assertThat(statistics.cache().inUse()).isTrue();
      assertThat(statistics.cache().hit().count()).isOne();
      assertThat(statistics.cache().miss().count()).isOne();
    }
  }

  @Test
  void leavesModelsAloneThatDoNotAskForIt() throws InterruptedException {
    try (EngineRig rig = rig(local, "")) {
      answer(send(rig, 5));
      answer(send(rig, 5));

      assertThat(runs).hasValue(2);
      assertThat(rig.engine.model("m").statistics().cache().inUse()).isFalse();
      assertThat(local.bytes()).isZero();
    }
  }

  @Test
  void keepsNoFailures() throws InterruptedException {
    try (EngineRig rig = rig(local, ENABLED)) {
      assertThat(send(rig, FAILS).failure().reason()).isEqualTo(Reason.EXECUTION_FAILED);
      assertThat(send(rig, FAILS).failure().reason()).isEqualTo(Reason.EXECUTION_FAILED);

      assertThat(runs).hasValue(2);
      assertThat(local.bytes()).isZero();
    }
  }

  @Test
  void answersForAWholeEnsemble() throws InterruptedException {
    new SampleRepository(folder)
        .model(
            "e",
            """
            platform: 'ensemble' max_batch_size: 4
            input { name: 'X' data_type: TYPE_INT32 dims: 1 }
            output { name: 'Y' data_type: TYPE_INT32 dims: 1 }
            response_cache { enable: true }
            ensemble_scheduling { step { model_name: 'm' model_version: -1
              input_map { key: 'X' value: 'X' } output_map { key: 'Y' value: 'Y' } } }
            """);
    try (EngineRig rig = rig(local, "")) {
      for (int i = 0; i < 3; i++) {
        RecordingSink sink = new RecordingSink();
        InferRequest toPart = request(rig, 7, sink);
        rig.engine.infer(
            new InferRequest(
                rig.engine.model("e"),
                "id",
                toPart.inputs(),
                List.of(),
                RequestOptions.NONE,
                sink::release),
            sink);
        sink.await();
        assertThat(sink.isSettledOnce()).isTrue();
        assertThat(answer(sink)).isEqualTo(7);
      }

      assertThat(runs).hasValue(1);
      assertThat(rig.engine.model("e").statistics().cache().hit().count()).isEqualTo(2);
      assertThat(rig.engine.model("e").statistics().success().count()).isEqualTo(3);
    }
  }

  @Test
  void givesUpARequestWhileItIsLookedUp() throws InterruptedException {
    SlowCache slow = new SlowCache();
    try (EngineRig rig = rig(slow, ENABLED)) {
      RecordingSink sink = new RecordingSink();
      InferCall call = rig.engine.infer(request(rig, 5, sink), sink);
      call.cancel(Reason.CANCELLED);

      assertThat(sink.failure().reason()).isEqualTo(Reason.CANCELLED);
      assertThat(sink.isSettledOnce()).isTrue();
      slow.askers.remove(0).missed();
      assertThat(runs).hasValue(0);
    }
    assertThat(slow.insertions).isZero();
  }

  @Test
  void goesToTheModelWhenTheCacheAnswersLate() throws InterruptedException {
    SlowCache slow = new SlowCache();
    try (EngineRig rig = rig(slow, ENABLED)) {
      RecordingSink sink = new RecordingSink();
      rig.engine.infer(request(rig, 5, sink), sink);
      assertThat(sink.isAnswered()).isFalse();

      slow.askers.remove(0).missed();

      assertThat(answer(sink.await())).isEqualTo(5);
      assertThat(sink.isSettledOnce()).isTrue();
    }
    assertThat(slow.insertions).isOne();
  }

  @Test
  void goesToTheModelWhereTheCacheFails() throws InterruptedException {
    AnswerCache broken =
        new SlowCache() {
          @Override
          public void lookup(CacheKey key, Asker asker) {
            throw new IllegalStateException("broken");
          }
        };
    try (EngineRig rig = rig(broken, ENABLED)) {
      assertThat(answer(send(rig, 5))).isEqualTo(5);
    }
  }

  /** Answers nobody by itself. */
  private static class SlowCache implements AnswerCache {
    final List<Asker> askers = new ArrayList<>();
    volatile int insertions;

    @Override
    public void lookup(CacheKey key, Asker asker) {
      askers.add(asker);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one at a time
    public void insert(CacheKey key, List<Tensor> outputs, Map<String, Object> parameters) {
      insertions++;
    }

    @Override
    public boolean isShared() {
      return true;
    }

    @Override
    public void close() {}
  }
}
