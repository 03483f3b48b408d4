package dev.tandem.engine;

import static dev.tandem.engine.EngineRig.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles of models that add one to a number, fail at 99 and take their time at 50. */
class LocalEngineEnsembleTest {
  private static final int FAILS = 99;
  private static final int WAITS = 50;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final FakeBackend backend = new FakeBackend(this::addOne);

  private void addOne(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    int[] values = Tensors.intsOf(inputs.get(0));
    for (int i = 0; i < values.length; i++) {
      if (values[i] == FAILS) {
        throw new ServingException(Reason.EXECUTION_FAILED, "cannot count on");
      }
      if (values[i] == WAITS) {
        waiting.countDown();
        await(gate);
      }
      values[i]++;
    }
    Tensor sum = Tensors.ints("Y", inputs.get(0).shape(), values);
    results.onResult(FakeInstance.copies(pool, List.of(sum), List.of("Y")), true);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(EngineRig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Each step as {@code model: in -> out}. */
  private static String ensemble(List<String> outputs, String... steps) {
    StringBuilder config =
        new StringBuilder("platform: 'ensemble' max_batch_size: 4\n")
            .append("input { name: 'X' data_type: TYPE_INT32 dims: 1 }\n");
    for (String output : outputs) {
      config.append("output { name: '%s' data_type: TYPE_INT32 dims: 1 }%n".formatted(output));
    }
    config.append("ensemble_scheduling {\n");
    for (String step : steps) {
      String[] parts = step.split(": | -> ");
      config.append(
          """
          step { model_name: '%s' model_version: -1
                 input_map { key: 'X' value: '%s' } output_map { key: 'Y' value: '%s' } }
          """
              .formatted((Object[]) parts));
    }
    return config.append("}\n").toString();
  }

  private SampleRepository repository;

  @BeforeEach
  void writeParts() {
    repository = new SampleRepository(folder).model("a", CONFIG, 1).model("b", CONFIG, 1);
  }

  private EngineRig rig() {
    return new EngineRig(RepositorySettings.of(List.of(folder)), backend, pool);
  }

  private EngineRig explicit(String... models) {
    ControlSettings control =
        ControlSettings.of(ControlMode.EXPLICIT).withStartupModels(List.of(models));
    return new EngineRig(
        RepositorySettings.of(List.of(folder)).withControl(control), backend, pool);
  }

  private static RecordingSink send(EngineRig rig, String model, List<String> outputs, int value) {
    RecordingSink sink = new RecordingSink();
    rig.engine.infer(request(rig.engine.model(model), outputs, value, sink), sink);
    return sink;
  }

  private static InferRequest request(
      ServedModel model, List<String> outputs, int value, RecordingSink sink) {
    return new InferRequest(
        model,
        "id",
        List.of(Tensors.ints("X", Shape.of(1, 1), value)),
        outputs,
        RequestOptions.NONE,
        sink::release);
  }

  private static Map<String, Integer> answer(RecordingSink sink) throws InterruptedException {
    sink.await();
    assertThat(sink.isSettledOnce()).isTrue();
    Map<String, Integer> outputs = new LinkedHashMap<>();
    try (InferResponse response = sink.response()) {
      for (Tensor output : response.outputs()) {
        outputs.put(output.name(), Tensors.intsOf(output)[0]);
      }
    }
    return outputs;
  }

  @Test
  void sendARequestThroughAllSteps() throws InterruptedException {
    repository.model("line", ensemble(List.of("Z"), "a: X -> M", "b: M -> Z"));
    try (EngineRig rig = rig()) {
      assertThat(rig.index()).containsExactly("a/1 READY", "b/1 READY", "line/1 READY");
      assertThat(answer(send(rig, "line", List.of(), 1))).containsExactly(Map.entry("Z", 3));
      assertThat(rig.engine.model("line").statistics().inferenceCount()).isOne();
      assertThat(rig.engine.model("a").statistics().inferenceCount()).isOne();
    }
  }

  @Test
  void giveTheTensorsBetweenStepsTooWhereTheyAreOutputs() throws InterruptedException {
    repository.model("line", ensemble(List.of("M", "Z"), "a: X -> M", "b: M -> Z"));
    try (EngineRig rig = rig()) {
      assertThat(answer(send(rig, "line", List.of(), 1)))
          .containsOnly(Map.entry("M", 2), Map.entry("Z", 3));
    }
  }

  @Test
  void runOnlyTheStepsThatTheRequestNeeds() throws InterruptedException {
    repository.model("line", ensemble(List.of("M", "Z"), "a: X -> M", "b: M -> Z"));
    try (EngineRig rig = rig()) {
      assertThat(answer(send(rig, "line", List.of("M"), 1))).containsExactly(Map.entry("M", 2));
      assertThat(answer(send(rig, "line", List.of("Z"), 1))).containsExactly(Map.entry("Z", 3));
      assertThat(rig.engine.model("b").statistics().inferenceCount()).isOne();
    }
  }

  @Test
  void takeStepsInAnyOrderAndATensorTwice() throws InterruptedException {
    repository.model("fan", ensemble(List.of("P", "Q"), "b: M -> Q", "a: M -> P", "b: X -> M"));
    try (EngineRig rig = rig()) {
      assertThat(answer(send(rig, "fan", List.of(), 10)))
          .containsOnly(Map.entry("P", 12), Map.entry("Q", 12));
    }
  }

  @Test
  void goThroughEnsemblesOfEnsembles() throws InterruptedException {
    repository
        .model("inner", ensemble(List.of("Y"), "a: X -> M", "b: M -> Y"))
        .model("aouter", ensemble(List.of("Z"), "inner: X -> M", "inner: M -> Z"));
    try (EngineRig rig = rig()) {
      assertThat(answer(send(rig, "aouter", List.of(), 0))).containsExactly(Map.entry("Z", 4));
    }
  }

  @Test
  void failWithTheStepThatFails() throws InterruptedException {
    repository.model("line", ensemble(List.of("Z"), "a: X -> M", "b: M -> Z"));
    try (EngineRig rig = rig()) {
      RecordingSink sink = send(rig, "line", List.of(), FAILS - 1).await();

      assertThat(sink.failure())
          .hasMessage("in ensemble 'line', cannot count on")
          .extracting(ServingException::reason)
          .isEqualTo(Reason.EXECUTION_FAILED);
      assertThat(sink.isSettledOnce()).isTrue();
      assertThat(answer(send(rig, "line", List.of(), 1))).containsExactly(Map.entry("Z", 3));
    }
  }

  @Test
  void endWhereTheClientGoesBetweenTwoSteps() throws InterruptedException {
    repository.model("line", ensemble(List.of("Z"), "a: X -> M", "b: M -> Z"));
    try (EngineRig rig = rig()) {
      RecordingSink sink = new RecordingSink();
      var call = rig.engine.infer(request(rig.engine.model("line"), List.of(), WAITS, sink), sink);
      await(waiting);

      call.cancel(Reason.CANCELLED);

      assertThat(sink.await().failure().reason()).isEqualTo(Reason.CANCELLED);
      gate.countDown();
    }
  }

  @Test
  void finishWhatIsOnItsWayWhereTheServerStops() throws Exception {
    repository.model("line", ensemble(List.of("Z"), "a: X -> M", "b: M -> Z"));
    try (EngineRig rig = rig()) {
      RecordingSink sink = send(rig, "line", List.of(), WAITS);
      await(waiting);

      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> rig.engine.stop(EngineRig.PATIENCE));
      awaitIndex(rig, ".* UNLOADING");
      gate.countDown();

      assertThat(answer(sink)).containsExactly(Map.entry("Z", WAITS + 2));
      assertThat(stopped.get()).isTrue();
    }
  }

  @Test
  void refuseATensorThatNoTwoOfItsTakersAgreeUpon() {
    String wide = CONFIG.replaceFirst("dims: 1", "dims: 4");
    repository
        .model("wide", wide, 1)
        .model(
            "fan",
            ensemble(List.of("P", "Q"), "a: X -> P", "wide: X -> Q")
                .replaceFirst("dims: 1", "dims: -1"));
    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .contains(
              "fan/1 UNAVAILABLE: in ensemble fan, ensemble tensor X: inconsistent shape: [-1,1] is"
                  + " inferred from model a while [-1,4] is inferred from model wide");
    }
  }

  @Test
  void sayWhichPartIsMissingOrDoesNotFit() {
    repository
        .model("gone", ensemble(List.of("Z"), "nowhere: X -> Z"))
        .model("wide", ensemble(List.of("Z"), "a: X -> Z").replace("size: 4", "size: 8"))
        .model("typed", ensemble(List.of("Z"), "a: X -> Z").replaceFirst("INT32", "FP32"))
        .model("round", ensemble(List.of("Z"), "trip: X -> Z"))
        .model("trip", ensemble(List.of("Y"), "round: X -> Y"));
    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .contains(
              "gone UNAVAILABLE: ensemble gone contains models that are not available or ambiguous:"
                  + " nowhere",
              "wide/1 UNAVAILABLE: ensemble wide allows maximum batch size 8, but it contains model"
                  + " a which only allows maximum batch size to be 4",
              "typed/1 UNAVAILABLE: in ensemble typed, ensemble tensor X: inconsistent data type:"
                  + " FP32 is inferred from model typed while INT32 is inferred from model a")
          .anyMatch(line -> line.contains("circular dependency between ensembles: "));
      assertThat(rig.engine.isReady()).isFalse();
    }
  }

  @Test
  void loadItsPartsAndUnloadThemWithIt() throws Exception {
    repository.model("line", ensemble(List.of("Z"), "a: X -> M", "b: M -> Z"));
    try (EngineRig rig = explicit()) {
      rig.engine.control().load(ModelLoad.of("line")).toCompletableFuture().get();
      assertThat(rig.index()).containsExactly("a/1 READY", "b/1 READY", "line/1 READY");

      rig.engine
          .control()
          .unload(new ModelUnload("line", OptionalLong.empty(), true))
          .toCompletableFuture()
          .get();

      assertThat(rig.engine.readyVersions("a")).isEmpty();
      assertThat(rig.engine.readyVersions("line")).isEmpty();
    }
  }

  @Test
  void goAndComeWithItsParts() throws Exception {
    repository.model("line", ensemble(List.of("Z"), "a: X -> M", "b: M -> Z"));
    try (EngineRig rig = explicit("line")) {
      rig.engine.control().unload(ModelUnload.of("b")).toCompletableFuture().get();
      awaitIndex(rig, "line/1 UNAVAILABLE: ensemble 'line' depends on 'b' which has no loaded.*");

      rig.engine.control().load(ModelLoad.of("b")).toCompletableFuture().get();
      awaitIndex(rig, "line/1 READY");

      assertThat(answer(send(rig, "line", List.of(), 1))).containsExactly(Map.entry("Z", 3));
    }
  }

  /** The repository's thread puts an ensemble together anew soon after its part has changed. */
  private static void awaitIndex(EngineRig rig, String pattern) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    long deadlineNs = System.nanoTime() + EngineRig.PATIENCE.toNanos();
    while (System.nanoTime() < deadlineNs) {
      seen = rig.index();
      if (seen.stream().anyMatch(line -> line.matches("(?s)" + pattern))) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(seen + " (expected: one that matches " + pattern + ")");
  }
}
