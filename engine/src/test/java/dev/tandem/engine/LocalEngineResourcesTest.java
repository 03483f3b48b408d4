package dev.tandem.engine;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.repository.ControlMode;
import dev.tandem.engine.repository.ControlSettings;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.resource.ResourceKey;
import dev.tandem.engine.resource.ResourceLimits;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose instances share resources; at 50 they take their time. */
class LocalEngineResourcesTest {
  private static final int WAITS = 50;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private final FakeBackend backend = new FakeBackend(this::run);

  private void run(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    if (Tensors.intsOf(inputs.get(0))[0] == WAITS) {
      waiting.countDown();
      await(gate);
    }
    running.decrementAndGet();
    results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(EngineRig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String config(String resources) {
    return EngineRig.CONFIG
        + "instance_group { count: 3 rate_limiter { %s priority: 2 } }".formatted(resources);
  }

  private EngineRig rig(Map<String, Long> limits) {
    RepositorySettings settings =
        RepositorySettings.of(List.of(folder))
            .withControl(
                ControlSettings.of(ControlMode.EXPLICIT)
                    .withStartupModels(List.of(ControlSettings.ALL_MODELS)))
            .withResources(
                new ResourceLimits(
                    limits.entrySet().stream()
                        .collect(
                            toMap(
                                each -> ResourceKey.everywhere(each.getKey()),
                                Map.Entry::getValue))));
    return new EngineRig(settings, backend, pool);
  }

  private static RecordingSink send(EngineRig rig, String model, int value) {
    RecordingSink sink = new RecordingSink();
    rig.engine.infer(
        new InferRequest(
            rig.engine.model(model),
            "id",
            List.of(Tensors.ints("X", Shape.of(1, 1), value)),
            List.of(),
            RequestOptions.NONE,
            sink::release),
        sink);
    return sink;
  }

  @Test
  void runNoMoreInstancesThanThereAreResources() throws InterruptedException {
    new SampleRepository(folder)
        .model("a", config("resources { name: 'R' count: 2 }"), 1)
        .model("b", config("resources { name: 'R' count: 1 }"), 1);
    try (EngineRig rig = rig(Map.of("R", 2L))) {
      mostRunning.set(0);
      List<RecordingSink> sinks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        sinks.add(send(rig, i % 2 == 0 ? "a" : "b", i % 40));
      }
      for (RecordingSink sink : sinks) {
        sink.await().response();
        sink.close();
      }
      assertThat(mostRunning.get()).isBetween(1, 2);
    }
  }

  @Test
  void letOthersRunWhereAModelThatWaitsGoes() throws Exception {
    new SampleRepository(folder)
        .model("a", config("resources { name: 'R' count: 1 }"), 1)
        .model("b", config("resources { name: 'R' count: 1 }"), 1);
    try (EngineRig rig = rig(Map.of())) {
      RecordingSink holder = send(rig, "a", WAITS);
      await(waiting);
      RecordingSink waiter = send(rig, "b", 1);
      rig.engine.control().unload(ModelUnload.of("b")).toCompletableFuture().get();
      RecordingSink next = send(rig, "a", 2);
      gate.countDown();
      for (RecordingSink sink : List.of(holder, waiter, next)) {
        sink.await().response();
        sink.close();
      }
    }
  }

  @Test
  void refuseInstancesThatCouldNeverRun() {
    new SampleRepository(folder)
        .model("a", config("resources { name: 'R' count: 3 }"), 1)
        .model(
            "b",
            config(
                "resources { name: 'S' count: 1 } resources { name: 'S' global: true count: 1 }"),
            1)
        .model("c", config("resources { name: 'R' count: 2 }"), 1);
    try (EngineRig rig = rig(Map.of("R", 2L))) {
      assertThat(rig.index())
          .containsExactly(
              "a/1 UNAVAILABLE: Resource count for \"R\" is limited to 2 which will prevent"
                  + " scheduling of one or more model instances, the minimum required count is 3",
              "b/1 UNAVAILABLE: Resource \"S\" is present as both global and device-specific"
                  + " resource in the model configuration.",
              "c/1 READY");
    }
  }
}
