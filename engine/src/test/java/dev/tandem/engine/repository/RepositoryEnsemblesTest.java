package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /** Puts other files in place of those of {@code name}, which is loaded anew. */
  private void replace(String name) {
    changes++;
    files.file(name + "/1/model.bin", "weights " + changes);
    assertThat(load(name)).isEqualTo("done");
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
}
