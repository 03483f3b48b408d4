package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasePathModelsTest {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final VersionPolicy LATEST = new VersionPolicy.Latest(1);

  private static final String CONFIG = RepositoryBench.CONFIG;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final FakeBackend backend = new FakeBackend((inputs, outputs, sink) -> {});

  @SuppressWarnings("NullAway.Init") // set up before each test
  private RepositoryBench bench;

  @BeforeEach
  void open() {
    bench = new RepositoryBench(folder, ControlSettings.of(ControlMode.NONE), backend);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private SampleRepository disk() {
    return new SampleRepository(folder);
  }

  private void version(String path) {
    disk().file("m/config.pbtxt", CONFIG).file("m/" + path + "/model.bin", "weights " + path);
  }

  private void remove(String path) throws IOException {
    Files.delete(folder.resolve("m/" + path + "/model.bin"));
    Files.delete(folder.resolve("m/" + path));
  }

  private BasePathModel model(VersionPolicy policy, Map<String, Long> labels) {
    return new BasePathModel("m", folder.resolve("m"), policy, labels);
  }

  private String serve(BasePathModel... models) {
    return bench.outcome(bench.basePaths.serve(List.of(models)));
  }

  @Test
  void servesTheNewestVersionAndFollowsTheFolder() throws IOException {
    version("00000001");
    version("2");
    assertThat(serve(model(LATEST, Map.of()))).isEqualTo("done");
    assertThat(bench.index()).containsExactly("m/2 READY");

    version("3");
    disk().folder("m/4.tmp");
    bench.after(POLL);
    assertThat(bench.index()).containsExactly("m/2 UNAVAILABLE unloaded", "m/3 READY");

    remove("3");
    bench.after(POLL);
    assertThat(bench.index()).containsExactly("m/2 READY", "m/3 UNAVAILABLE unloaded");

    remove("2");
    remove("00000001");
    bench.after(POLL);
    assertThat(bench.registry.readyVersions("m")).isEmpty();
  }

  @Test
  void keepsTheOldVersionUntilTheNewOneServes() {
    version("1");
    serve(model(LATEST, Map.of()));
    backend.failAt("open m/2", new IllegalStateException("broken"));

    version("2");
    bench.after(POLL);

    assertThat(bench.index()).containsExactly("m/1 READY", "m/2 LOADING");
    assertThat(bench.registry.newest("m").version()).isEqualTo(1);
  }

  @Test
  void triesABrokenVersionAgainAsOftenAsItMay() {
    backend.failAt("open m/1", new IllegalStateException("broken"));
    version("1");
    serve(model(LATEST, Map.of()));
    assertThat(bench.index()).containsExactly("m/1 LOADING");

    for (int i = 0; i < 5; i++) {
      bench.after(Duration.ofMinutes(1));
    }
    assertThat(bench.index())
        .containsExactly(
            "m/1 UNAVAILABLE Internal: internal error: java.lang.IllegalStateException: broken");

    backend.heal("open m/1");
    bench.after(Duration.ofMinutes(10));
    assertThat(bench.registry.readyVersions("m")).isEmpty();

    disk().file("m/1/model.bin", "repaired");
    bench.after(POLL);
    assertThat(bench.index()).containsExactly("m/1 READY");
  }

  @Test
  void triesAVersionAgainWhoseGraphCannotBeRead() {
    backend.failAt("describe", new ServingException(Reason.INVALID_REQUEST, "no graph"));
    version("1");
    serve(model(LATEST, Map.of()));
    assertThat(bench.index()).containsExactly("m/1 LOADING");

    backend.heal("describe");
    bench.after(Duration.ofMinutes(1));

    assertThat(bench.index()).containsExactly("m/1 READY");
  }

  @Test
  void loadsEachVersionByItself() {
    backend.failAt("open m/2", new IllegalStateException("broken"));
    version("1");
    version("2");
    version("3");

    serve(model(new VersionPolicy.All(), Map.of()));

    assertThat(bench.index()).containsExactly("m/1 READY", "m/2 LOADING", "m/3 READY");
  }

  @Test
  void changesWhatIsWantedWithTheList() {
    version("1");
    version("2");
    serve(model(LATEST, Map.of()));

    assertThat(serve(model(new VersionPolicy.Specific(List.of(1L)), Map.of()))).isEqualTo("done");
    assertThat(bench.index()).containsExactly("m/1 READY", "m/2 UNAVAILABLE unloaded");

    assertThat(serve()).isEqualTo("done");
    assertThat(bench.index())
        .containsExactly("m/1 UNAVAILABLE unloaded", "m/2 UNAVAILABLE unloaded");
  }

  @Test
  void givesLabelsOnlyToVersionsThatServe() {
    version("1");
    assertThat(serve(model(LATEST, Map.of("stable", 1L))))
        .isEqualTo(
            "Request to assign label to version 1 of model m, which is not currently available for"
                + " inference");
    assertThat(serve(model(LATEST, Map.of()))).isEqualTo("done");
    assertThat(serve(model(LATEST, Map.of("stable", 1L)))).isEqualTo("done");
    assertThat(bench.registry.labelledVersion("m", "stable")).isEqualTo(1);

    assertThat(serve(model(LATEST, Map.of("stable", 9L)))).contains("version 9 of model m");
    assertThat(bench.registry.labelledVersion("m", "stable")).isEqualTo(1);
  }

  @Test
  void waitsForABasePathThatIsNotThereYet() {
    assertThat(serve(model(LATEST, Map.of()))).isEqualTo("done");
    assertThat(bench.index()).isEmpty();

    version("1");
    bench.after(POLL);

    assertThat(bench.index()).containsExactly("m/1 READY");
  }

  @Test
  void refusesASavedModelAtOnceUntilItIsConverted() {
    version("1");
    disk().file("m/2/saved_model.pb", "graph");
    serve(model(new VersionPolicy.All(), Map.of()));
    String refusal =
        "m/2 UNAVAILABLE Unsupported: a TensorFlow SavedModel is served once it is converted to"
            + " ONNX: python -m tf2onnx.convert --saved-model "
            + folder.resolve("m/2")
            + " --output "
            + folder.resolve("m/2/model.onnx");
    assertThat(bench.index()).containsExactly("m/1 READY", refusal);

    bench.after(Duration.ofMinutes(5));
    assertThat(bench.index()).containsExactly("m/1 READY", refusal);

    disk().file("m/2/model.onnx", "converted");
    bench.after(POLL);
    assertThat(bench.index()).containsExactly("m/1 READY", "m/2 READY");
  }
}
