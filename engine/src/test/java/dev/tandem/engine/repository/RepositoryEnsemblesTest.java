package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.schedule.InferTarget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.engine.testkit.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles whose parts come, go and change; each is {@code line}: {@code a}, then {@code b}. */
class RepositoryEnsemblesTest {
  private static final String CONFIG = RepositoryBench.CONFIG;
  private static final byte WAITS = 1;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final NativePool pool = new NativePool(0);
  private final Gate gate = new Gate();
  private final FakeBackend backend = new FakeBackend(this::run);
  private int changes;

  @SuppressWarnings("NullAway.Init") // set before each test
  private SampleRepository files;

  @SuppressWarnings("NullAway.Init") // set before each test
  private RepositoryBench bench;

  private void run(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    if (inputs.get(0).bytes().run(0).get(0) == WAITS) {
      gate.pass();
    }
    results.onResult(FakeInstance.copies(pool, inputs, outputs), true);
  }

  @BeforeEach
  void begin() {
    files =
        new SampleRepository(folder)
            .model("a", CONFIG)
            .model("b", CONFIG)
            .file("a/1/model.bin", "weights")
            .file("b/1/model.bin", "weights")
            .model("line", ensemble("a", "b"));
    bench = new RepositoryBench(folder, ControlSettings.of(ControlMode.EXPLICIT), backend).start();
  }

  @AfterEach
  void end() {
    gate.open();
    bench.close();
    assertThat(pool.openLeases()).isZero();
  }

  /** A line of models with one input and one output. */
  private static String ensemble(String... models) {
    StringBuilder config =
        new StringBuilder(
            """
            platform: "ensemble"
            input { name: "IN" data_type: TYPE_FP32 dims: 4 }
            output { name: "OUT" data_type: TYPE_FP32 dims: 4 }
            ensemble_scheduling {
            """);
    for (int i = 0; i < models.length; i++) {
      config.append(
          """
          step { model_name: "%s" model_version: -1
                 input_map { key: "IN" value: "%s" } output_map { key: "OUT" value: "%s" } }
          """
              .formatted(
                  models[i],
                  i == 0 ? "IN" : "T" + i,
                  i == models.length - 1 ? "OUT" : "T" + (i + 1)));
    }
    return config.append("}\n").toString();
  }

  private String load(String name) {
    return bench.outcome(bench.repository.load(ModelLoad.of(name), Optional.empty()));
  }

  private String upload(String name, String config, UploadedModel sent) {
    ModelLoad load = new ModelLoad(name, OptionalLong.empty(), Optional.of(config), Map.of());
    return bench.outcome(bench.repository.load(load, Optional.of(sent)));
  }

  private String unload(String name) {
    return bench.outcome(bench.repository.unload(ModelUnload.of(name)));
  }

  /** Puts other files in place of those of {@code name}, which is loaded anew. */
  private void replace(String name) {
    changes++;
    files.file(name + "/1/model.bin", "weights " + changes);
    assertThat(load(name)).isEqualTo("done");
  }

  private boolean serves(String name) {
    return !bench.registry.readyVersions(name).isEmpty();
  }

  private RecordingSink send(ServedModel model, byte first) {
    RecordingSink sink = new RecordingSink();
    byte[] bytes = new byte[16];
    bytes[0] = first;
    Tensor tensor = Tensors.of("IN", DataType.FP32, Shape.of(4), bytes);
    InferRequest request =
        new InferRequest(
            model, "id", List.of(tensor), List.of(), RequestOptions.NONE, sink::release);
    var unused = ((InferTarget) model).submit(request, sink);
    return sink;
  }

  private long count(String line) {
    return backend.journal().stream().filter(line::equals).count();
  }

  @Test
  void aPartThatIsReplacedStaysForTheRequestsThatAreOnTheirWayToIt() throws InterruptedException {
    assertThat(load("line")).isEqualTo("done");
    RecordingSink sink = send(bench.registry.newest("line"), WAITS);
    gate.awaitArrivals(1);

    replace("b");
    bench.after(Retirement.GRACE).after(Retirement.GRACE);
    assertThat(count("close b/1")).isZero();

    gate.open();
    assertThat(sink.await().response().outputs()).hasSize(1);
    sink.close();
    bench.after(Retirement.GRACE).after(Retirement.GRACE);
    assertThat(count("close b/1")).isOne();
  }

  @Test
  void aPartIsFreedWhereAnEnsembleOverItCouldNotBeLoaded() {
    files.model("wrong", ensemble("b").replace("FP32", "INT32"));
    assertThat(load("b")).isEqualTo("done");
    assertThat(load("wrong")).isNotEqualTo("done");

    replace("b");
    bench.after(Retirement.GRACE).after(Retirement.GRACE);

    assertThat(count("close b/1")).isOne();
  }

  @Test
  void anEnsembleThatCannotBeReadIsTriedAgainWithTheNextChange() {
    assertThat(load("line")).isEqualTo("done");
    files.model("line", "nonsense");
    replace("b");
    ServedModel before = bench.registry.newest("line");

    files.model("line", ensemble("a", "b"));
    replace("b");

    assertThat(bench.registry.newest("line")).isNotSameAs(before);
  }

  @Test
  void anEnsembleThatCannotBeReadGoesWithItsParts() {
    assertThat(load("line")).isEqualTo("done");
    files.model("line", "nonsense");

    assertThat(unload("b")).isEqualTo("done");

    assertThat(serves("line")).isFalse();
  }

  @Test
  void anEnsembleOfACircleComesOnceTheCircleIsBroken() {
    files.model("outer", ensemble("inner")).model("inner", ensemble("outer"));
    assertThat(load("outer")).isNotEqualTo("done");

    files.model("outer", ensemble("a"));
    assertThat(load("outer")).isEqualTo("done");

    assertThat(serves("inner")).isTrue();
  }

  @Test
  void anEnsembleThatWasSentComesBackWithItsParts() throws IOException {
    UploadedModel sent = UploadedModel.write(Map.of("1/note.txt", new byte[1]));
    assertThat(upload("line", ensemble("a", "b"), sent)).isEqualTo("done");

    unload("b");
    assertThat(serves("line")).isFalse();
    load("b");
    assertThat(serves("line")).isTrue();

    unload("b");
    unload("line");
    assertThat(sent.folder()).doesNotExist();
    load("b");
    assertThat(serves("line")).isFalse();
  }

  @Test
  void anEnsembleThatWasSentAndFailedLeavesNothing() throws IOException {
    assertThat(load("a")).isEqualTo("done");
    backend.failAt("open b/1", new ServingException(Reason.INTERNAL, "broken"));
    UploadedModel sent = UploadedModel.write(Map.of("1/note.txt", new byte[1]));
    assertThat(upload("line", ensemble("a", "b"), sent)).isNotEqualTo("done");
    assertThat(sent.folder()).doesNotExist();

    backend.heal("open b/1");
    List<String> before = bench.index().stream().filter(line -> line.startsWith("line")).toList();
    load("b");

    assertThat(bench.index()).containsAll(before);
  }

  @Test
  void anEnsembleWhoseVersionWasUnloadedStaysAway() {
    assertThat(load("line")).isEqualTo("done");
    bench.outcome(bench.repository.unload(new ModelUnload("line", OptionalLong.of(1), false)));

    replace("b");

    assertThat(serves("line")).isFalse();
  }

  @Test
  void anEnsembleThatCameByItselfCanBeUnloaded() {
    assertThat(load("line")).isEqualTo("done");
    unload("b");
    backend.failAt("open b/1", new IllegalStateException("broken"));
    assertThat(load("line")).isNotEqualTo("done");
    backend.heal("open b/1");
    load("b");
    assertThat(serves("line")).isTrue();

    unload("line");

    assertThat(serves("line")).isFalse();
  }

  @Test
  void ensemblesWhoseModelsWouldWaitForEachOtherAreNotServedTogether() {
    String decoupled = CONFIG + "model_transaction_policy { decoupled: true }";
    files
        .model("a", decoupled)
        .model("b", decoupled)
        .model("back", ensemble("b", "a"))
        .model("there", ensemble("a", "b"));
    assertThat(load("there")).isEqualTo("done");
    assertThat(load("back"))
        .contains(
            "in ensemble back, with other ensembles, decoupled models would have to wait for"
                + " themselves: b/1 -> a/1 -> b/1");

    replace("b");
    assertThat(serves("there")).isTrue();
    unload("there");
    bench.after(Retirement.GRACE).after(Retirement.GRACE);
    assertThat(load("back")).isEqualTo("done");
  }
}
