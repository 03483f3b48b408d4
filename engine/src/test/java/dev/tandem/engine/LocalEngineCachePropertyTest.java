package dev.tandem.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.cache.LocalCache;
import dev.tandem.engine.repository.ControlMode;
import dev.tandem.engine.repository.ControlSettings;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.engine.testkit.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.agrona.concurrent.SystemNanoClock;

/** A model behind a small cache answers as it would without one. */
class LocalEngineCachePropertyTest {
  private static final long CACHE_BYTES = 6000;
  private static final int RELOAD = -1;
  private static final String CACHED =
      EngineRig.CONFIG + "response_cache { enable: true }\ninstance_group { count: 2 }\n";

  private final NativePool pool = new NativePool(1 << 20, true);
  private final NativePool cachePool = new NativePool(0, true);
  private final AtomicInteger generation = new AtomicInteger();

  private void addGeneration(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    int[] values = Tensors.intsOf(inputs.get(0));
    for (int i = 0; i < values.length; i++) {
      values[i] += 1000 * generation.get();
    }
    Tensor sum = Tensors.ints("Y", inputs.get(0).shape(), values);
    results.onResult(FakeInstance.copies(pool, List.of(sum), List.of("Y")), true);
  }

  /** Rounds of requests that are sent together, each with rows of one number; or a reload. */
  @Provide
  Arbitrary<List<List<Integer>>> rounds() {
    Arbitrary<List<Integer>> requests =
        Arbitraries.integers().between(0, 11).list().ofMinSize(1).ofMaxSize(12);
    Arbitrary<List<Integer>> reload = Arbitraries.just(List.of(RELOAD));
    return Arbitraries.frequencyOf(Tuple.of(5, requests), Tuple.of(1, reload)).list().ofMaxSize(20);
  }

  @Property(tries = 40)
  void answersAsTheModelDoes(@ForAll("rounds") List<List<Integer>> rounds) throws Exception {
    Path folder = Files.createTempDirectory("cache");
    SampleRepository repository = new SampleRepository(folder).model("m", CACHED, 1);
    LocalCache cache = new LocalCache(CACHE_BYTES, cachePool, SystemNanoClock.INSTANCE);
    RepositorySettings settings =
        RepositorySettings.of(List.of(folder))
            .withControl(ControlSettings.of(ControlMode.EXPLICIT).withStartupModels(List.of("m")))
            .withCache(cache);
    try (EngineRig rig = new EngineRig(settings, new FakeBackend(this::addGeneration), pool)) {
      for (List<Integer> round : rounds) {
        if (round.contains(RELOAD)) {
          reload(rig, repository);
        } else {
          sendTogether(rig, round);
        }
        assertThat(cache.bytes()).isBetween(0L, CACHE_BYTES);
      }
    }
    cache.close();
    assertThat(cachePool.openLeases()).isZero();
    assertThat(cache.bytes()).isZero();
  }

  private void reload(EngineRig rig, SampleRepository repository) throws Exception {
    rig.engine.control().unload(ModelUnload.of("m")).toCompletableFuture().get();
    generation.incrementAndGet();
    rig.engine.control().load(ModelLoad.of("m")).toCompletableFuture().get();
    assertThat(repository.path()).exists();
  }

  /** The number of a request also decides how many rows it has, and what it asks for. */
  private void sendTogether(EngineRig rig, List<Integer> numbers)
      throws InterruptedException, IOException {
    List<RecordingSink> sinks = new ArrayList<>();
    for (int number : numbers) {
      int rows = 1 + number % 3;
      int[] values = new int[rows];
      Arrays.fill(values, number / 3);
      RecordingSink sink = new RecordingSink();
      sinks.add(sink);
      rig.engine.infer(
          new InferRequest(
              rig.engine.model("m"),
              "id " + sinks.size(),
              List.of(Tensors.ints("X", Shape.of(rows, 1), values)),
              number % 2 == 0 ? List.of() : List.of("Y"),
              RequestOptions.NONE,
              sink::release),
          sink);
    }
    for (int i = 0; i < sinks.size(); i++) {
      RecordingSink sink = sinks.get(i).await();
      assertThat(sink.isSettledOnce()).isTrue();
      try (InferResponse response = sink.response()) {
        Tensor output = response.outputs().get(0);
        int number = numbers.get(i);
        assertThat(response.id()).isEqualTo("id " + (i + 1));
        assertThat(output.shape()).isEqualTo(Shape.of(1 + number % 3, 1));
        assertThat(Tensors.intsOf(output)).containsOnly(number / 3 + 1000 * generation.get());
      }
    }
  }
}
