package dev.tandem.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.backend.BackendResult;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ensembles over models that give an answer for each element of V, up to {@code LAST} or until they
 * end with an empty one, and over models that sum up their inputs and one.
 */
class LocalEngineDecoupledEnsembleTest {
  private static final int WAITS = 50;
  private static final int LAST = 77;
  private static final int SUM_FAILS = 98;
  private static final int MANY_FAIL = 99;
  private static final String ENSEMBLE =
      """
      platform: 'ensemble'
      input { name: 'V' data_type: TYPE_INT32 dims: -1 }
      %s
      ensemble_scheduling { %s }
      """;

  private static final String MANY =
      """
      backend: 'fake' model_transaction_policy { decoupled: true }
      input { name: 'V' data_type: TYPE_INT32 dims: -1 }
      output { name: 'Y' data_type: TYPE_INT32 dims: 1 }
      """;
  private static final String FOUR = "instance_group { count: 4 }";
  private static final String SUM =
      """
      backend: 'fake'
      input { name: 'P' data_type: TYPE_INT32 dims: -1 }
      input { name: 'Q' data_type: TYPE_INT32 dims: -1 optional: true }
      output { name: 'Y' data_type: TYPE_INT32 dims: 1 }
      """;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch others = new CountDownLatch(2);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private final FakeBackend backend = new FakeBackend(this::run);

  @SuppressWarnings("NullAway.Init") // set before each test
  private SampleRepository repository;

  private void run(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    if (inputs.get(0).name().equals("V")) {
      many(Tensors.intsOf(inputs.get(0)), results);
    } else {
      sum(inputs, results);
    }
  }

  private void many(int[] values, ResultSink results) {
    for (int value : values) {
      if (value == MANY_FAIL) {
        throw new ServingException(Reason.EXECUTION_FAILED, "no more to tell");
      }
      results.onResult(number(value), value == LAST);
      if (value == LAST) {
        return;
      }
    }
    results.onResult(new BackendResult(List.of(), List.of()), true);
  }

  private void sum(List<Tensor> inputs, ResultSink results) {
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    int sum = 1 + inputs.stream().mapToInt(input -> Tensors.intsOf(input)[0]).sum();
    if (sum == WAITS + 1) {
      waiting.countDown();
      await(gate);
    } else {
      others.countDown();
    }
    running.decrementAndGet();
    if (sum == SUM_FAILS + 1) {
      throw new ServingException(Reason.EXECUTION_FAILED, "cannot count on");
    }
    results.onResult(number(sum), true);
  }

  private BackendResult number(int value) {
    Tensor tensor = Tensors.ints("Y", Shape.of(1), value);
    return FakeInstance.copies(pool, List.of(tensor), List.of("Y"));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(EngineRig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void writeParts() {
    repository =
        new SampleRepository(folder)
            .model("many", MANY, 1)
            .model("more", MANY, 1)
            .model("sum", SUM + FOUR, 1)
            .model("add", SUM + FOUR, 1);
  }

  private static String step(String model, String inputs, String output) {
    StringBuilder step = new StringBuilder("step { model_name: '" + model + "' model_version: -1 ");
    for (String input : inputs.split(" ", -1)) {
      String[] parts = input.split("=", -1);
      step.append("input_map { key: '%s' value: '%s' } ".formatted((Object[]) parts));
    }
    return step + "output_map { key: 'Y' value: '%s' } }%n".formatted(output);
  }

  private static String ensemble(List<String> outputs, String... steps) {
    StringBuilder written = new StringBuilder();
    for (String output : outputs) {
      written.append("output { name: '%s' data_type: TYPE_INT32 dims: 1 }%n".formatted(output));
    }
    return ENSEMBLE.formatted(written, String.join("", steps));
  }

  private static String line() {
    return ensemble(List.of("Z"), step("many", "V=V", "M"), step("sum", "P=M", "Z"));
  }

  private EngineRig rig() {
    return new EngineRig(RepositorySettings.of(List.of(folder)), backend, pool);
  }

  /** A caller that notes the outputs of each answer, and which of them was the last. */
  private record Caller(RecordingSink sink, InferCall call) {
    List<List<Integer>> answers() throws InterruptedException {
      sink.await();
      List<List<Integer>> answers =
          sink.responses().stream()
              .map(response -> response.outputs().stream().map(o -> Tensors.intsOf(o)[0]).toList())
              .toList();
      sink.close();
      return answers;
    }
  }

  private static Caller send(EngineRig rig, String model, List<String> outputs, int... values) {
    RecordingSink sink = new RecordingSink();
    InferRequest request =
        new InferRequest(
            rig.engine.model(model),
            "id",
            List.of(Tensors.ints("V", Shape.of(values.length), values)),
            outputs,
            RequestOptions.NONE,
            sink::release);
    return new Caller(sink, rig.engine.infer(request, sink));
  }

  private static List<Integer> one(int value) {
    return List.of(value);
  }

  @Test
  void sendEachAnswerThroughTheStepsBehindIt() throws InterruptedException {
    repository.model("line", line());
    try (EngineRig rig = rig()) {
      assertThat(rig.engine.model("line").config().isDecoupled()).isTrue();
      Caller caller = send(rig, "line", List.of(), 1, 2, 3);
      assertThat(caller.answers()).containsExactly(one(2), one(3), one(4), List.of());
      assertThat(caller.sink().isSettledOnce()).isTrue();
      assertThat(rig.engine.model("line").statistics().inferenceCount()).isOne();
      assertThat(rig.engine.model("line").statistics().responses()).hasSize(4);
      assertThat(rig.engine.model("sum").statistics().inferenceCount()).isEqualTo(3);
    }
  }

  @Test
  void markTheLastAnswerWhereTheProducerDoes() throws InterruptedException {
    repository.model("line", line());
    try (EngineRig rig = rig()) {
      Caller caller = send(rig, "line", List.of(), 1, LAST);
      assertThat(caller.answers()).containsExactly(one(2), one(LAST + 1));
      assertThat(caller.sink().isSettledOnce()).isTrue();
    }
  }

  @Test
  void keepTheOrderOfTheProducer() throws InterruptedException {
    repository.model("line", line());
    try (EngineRig rig = rig()) {
      Caller caller = send(rig, "line", List.of(), WAITS, 1, 2);
      await(waiting);
      await(others);
      assertThat(caller.sink().responses()).isEmpty();
      gate.countDown();
      assertThat(caller.answers()).containsExactly(one(WAITS + 1), one(2), one(3), List.of());
    }
  }

  @Test
  void shareTheTensorsOfOtherSteps() throws InterruptedException {
    repository.model(
        "mixed",
        ensemble(
            List.of("A", "M", "Z"),
            step("sum", "P=M Q=A", "Z"),
            step("many", "V=V", "M"),
            step("add", "P=V", "A")));
    try (EngineRig rig = rig()) {
      assertThat(send(rig, "mixed", List.of(), 5, 6, LAST).answers())
          .containsExactly(List.of(6, 5, 12), List.of(6, 6, 13), List.of(6, LAST, LAST + 7));
      assertThat(send(rig, "mixed", List.of("M"), 5).answers()).containsExactly(one(5), List.of());
      assertThat(send(rig, "mixed", List.of("A"), 5).answers()).containsExactly(one(6));
    }
  }

  @Test
  void branchAgainAtAStepBehind() throws InterruptedException {
    repository.model(
        "twice",
        ensemble(
            List.of("M", "Z"),
            step("many", "V=V", "M"),
            step("sum", "P=M", "S"),
            step("more", "V=S", "Z")));
    try (EngineRig rig = rig()) {
      Caller caller = send(rig, "twice", List.of(), 1, 2);
      assertThat(caller.answers()).containsExactly(List.of(1, 2), List.of(2, 3), List.of());
      assertThat(caller.sink().isSettledOnce()).isTrue();
      assertThat(send(rig, "twice", List.of(), 1, LAST - 1, LAST).answers())
          .containsExactly(
              List.of(1, 2), List.of(LAST - 1, LAST), List.of(LAST, LAST + 1), List.of());
    }
  }

  @Test
  void goThroughEnsemblesInEnsembles() throws InterruptedException {
    repository
        .model("line", line().replace("'Z'", "'Y'"))
        .model("outer", ensemble(List.of("Z"), step("line", "V=V", "M"), step("add", "P=M", "Z")));
    try (EngineRig rig = rig()) {
      assertThat(send(rig, "outer", List.of(), 1, 2).answers())
          .containsExactly(one(3), one(4), List.of());
    }
  }

  @Test
  void failBehindTheAnswersBeforeTheFailure() throws InterruptedException {
    repository.model("line", line());
    try (EngineRig rig = rig()) {
      Caller branch = send(rig, "line", List.of(), 1, SUM_FAILS, 2);
      assertThat(branch.answers()).containsExactly(one(2));
      assertThat(branch.sink().lastFailure()).hasMessage("in ensemble 'line', cannot count on");

      Caller producer = send(rig, "line", List.of(), 1, 2, MANY_FAIL);
      assertThat(producer.answers()).containsExactly(one(2), one(3));
      assertThat(producer.sink().lastFailure()).hasMessage("in ensemble 'line', no more to tell");
      assertThat(producer.sink().isSettledOnce()).isTrue();
    }
  }

  @Test
  void endWhereTheClientGoes() throws InterruptedException {
    repository.model("line", line());
    try (EngineRig rig = rig()) {
      Caller caller = send(rig, "line", List.of(), WAITS, 1, 2);
      await(waiting);
      caller.call().cancel(Reason.CANCELLED);
      gate.countDown();
      caller.sink().await();
      assertThat(caller.sink().lastFailure().reason()).isEqualTo(Reason.CANCELLED);
      caller.sink().close();
    }
  }

  @Test
  void letNoMoreAnswersBeUnderWayThanItSays() throws InterruptedException {
    repository.model("line", line().replaceFirst("step \\{", "max_inflight_requests: 1 step {"));
    try (EngineRig rig = rig()) {
      int[] values = IntStream.range(0, 20).toArray();
      assertThat(send(rig, "line", List.of(), values).answers()).hasSize(21);
      assertThat(mostRunning).hasValue(1);
    }
  }

  @Test
  void endAProducerThatWaitsForRoom() throws InterruptedException {
    repository.model("line", line().replaceFirst("step \\{", "max_inflight_requests: 1 step {"));
    try (EngineRig rig = rig()) {
      Caller caller = send(rig, "line", List.of(), WAITS, 1, 2);
      await(waiting);
      caller.call().cancel(Reason.CANCELLED);
      gate.countDown();
      caller.sink().await();
      assertThat(caller.sink().lastFailure().reason()).isEqualTo(Reason.CANCELLED);
      caller.sink().close();
    }
  }

  @Test
  void refuseWhatCannotBeBroughtTogether() {
    repository
        .model(
            "cross",
            ensemble(
                List.of("Z"),
                step("many", "V=V", "M"),
                step("more", "V=V", "N"),
                step("sum", "P=M Q=N", "Z")))
        .model(
            "apart",
            ensemble(List.of("M", "N"), step("many", "V=V", "M"), step("more", "V=V", "N")))
        .model(
            "itself", ensemble(List.of("Z"), step("many", "V=V", "M"), step("many", "V=M", "Z")));
    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .contains(
              "cross/1 UNAVAILABLE: in ensemble cross, step of model 'sum' receives inputs"
                  + " originated from different decoupled models",
              "apart/1 UNAVAILABLE: in ensemble apart, outputs originate from the decoupled models"
                  + " 'many' and 'more' (expected: from one, or from one behind the other)",
              "itself/1 UNAVAILABLE: in ensemble itself, step of model 'many' is behind the"
                  + " decoupled model 'many', which would have to wait for itself: both run many/1");
    }
  }

  @Test
  void refuseAStepThatNeedsWhatItsProducerHolds() {
    String needs = " instance_group { count: 1 rate_limiter { resources { name: 'R' count: 2 } } }";
    repository
        .model("many", MANY + needs)
        .model("add", SUM + needs)
        .model("line", ensemble(List.of("Z"), step("many", "V=V", "M"), step("add", "P=M", "Z")));
    String refused =
        "line/1 UNAVAILABLE: in ensemble line, step of model 'add' is behind the decoupled model"
            + " 'many', which would have to wait for itself: both need the resource R";
    try (EngineRig rig = rigWith(new ResourceLimits(Map.of()))) {
      assertThat(rig.index()).contains(refused);
    }
    try (EngineRig rig = rigWith(new ResourceLimits(Map.of(ResourceKey.everywhere("R"), 4L)))) {
      assertThat(rig.index()).contains("line/1 READY");
    }
  }

  private EngineRig rigWith(ResourceLimits limits) {
    return new EngineRig(
        RepositorySettings.of(List.of(folder)).withResources(limits), backend, pool);
  }

  @Test
  void leaveOutOptionalInputs() throws InterruptedException {
    String optional =
        ensemble(List.of("Z"), step("sum", "P=V Q=W", "Z"))
            .replaceFirst(
                "output ",
                "input { name: 'W' data_type: TYPE_INT32 dims: -1 optional: true } output ");
    repository
        .model("given", optional)
        .model(
            "needed",
            optional
                .replace("'P' value: 'V'", "'Q' value: 'V'")
                .replace("'Q' value: 'W'", "'P' value: 'W'"));
    try (EngineRig rig = rig()) {
      assertThat(send(rig, "given", List.of(), 4).answers()).containsExactly(one(5));
      RecordingSink refused = send(rig, "needed", List.of(), 4).sink().await();
      assertThat(refused.failure()).hasMessageStartingWith("in ensemble 'needed', ");
    }
  }
}
