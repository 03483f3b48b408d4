package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryModelsTest {
  private static final String CONFIG = RepositoryBench.CONFIG;
  private static final String BOTH = CONFIG + "version_policy { all {} }\n";

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final FakeBackend backend = new FakeBackend((inputs, outputs, sink) -> {});

  @SuppressWarnings("NullAway.Init") // each test makes it first
  private RepositoryBench bench;

  @AfterEach
  void close() {
    bench.close();
  }

  private RepositoryBench bench(ControlMode mode, String... startup) {
    bench =
        new RepositoryBench(
            folder, ControlSettings.of(mode).withStartupModels(List.of(startup)), backend);
    return bench;
  }

  private SampleRepository model(String name, String config, long... versions) {
    SampleRepository repository = new SampleRepository(folder).model(name, config);
    for (long version : versions) {
      repository.file(name + "/" + version + "/model.bin", "weights " + version);
    }
    return repository;
  }

  @Test
  void loadsEverythingOnceWhereNobodyControlsIt() {
    model("a", CONFIG, 1);
    bench(ControlMode.NONE).start();
    model("b", CONFIG, 1);

    bench.after(Duration.ofHours(1));

    assertThat(bench.index()).containsExactly("a/1 READY");
  }

  @Test
  void followsAFolderThatChanges() throws IOException {
    model("a", CONFIG, 1);
    bench(ControlMode.POLL).start();

    model("b", CONFIG, 3);
    bench.after(RepositoryBench.POLL);
    assertThat(bench.index()).containsExactly("a/1 READY", "b/3 READY");

    model("a", CONFIG, 1, 2);
    bench.after(RepositoryBench.POLL).after(Retirement.GRACE);
    assertThat(bench.index()).containsExactly("a/1 UNAVAILABLE unloaded", "a/2 READY", "b/3 READY");
    assertThat(backend.journal()).contains("close a/1");

    Files.delete(folder.resolve("b/3/model.bin"));
    Files.delete(folder.resolve("b/3"));
    Files.delete(folder.resolve("b/config.pbtxt"));
    Files.delete(folder.resolve("b"));
    bench.after(RepositoryBench.POLL);
    assertThat(bench.index()).contains("b/3 UNAVAILABLE unloaded");
  }

  @Test
  void waitsUntilNobodyWritesAVersionAnyMore() {
    model("a", CONFIG, 1);
    bench(ControlMode.POLL).start();
    model("a", CONFIG, 1, 2);

    bench.whereFilesAreNew().settle();
    bench.clock.advanceNs(RepositoryBench.POLL.toNanos());
    bench.settle();
    assertThat(bench.index()).containsExactly("a/1 READY");

    bench.after(RepositoryBench.POLL);
    assertThat(bench.index()).containsExactly("a/1 UNAVAILABLE unloaded", "a/2 READY");
  }

  @Test
  void loadsNothingAgainThatWasOnlyTouched() throws IOException {
    model("a", CONFIG, 1).file("a/labels.txt", "cat");
    bench(ControlMode.POLL).start();
    for (String file : List.of("1/model.bin", "config.pbtxt", "labels.txt")) {
      Files.setLastModifiedTime(folder.resolve("a").resolve(file), FileTime.fromMillis(1));
    }
    model("a", CONFIG, 1).file("a/labels.txt", "cat");

    bench.after(RepositoryBench.POLL).after(RepositoryBench.POLL);

    assertThat(backend.journal()).containsExactly("open a/1", "open a/1 instance 0");
  }

  @Test
  void loadsAgainOnceWhatChanged() {
    model("a", CONFIG, 1).file("a/labels.txt", "cat");
    bench(ControlMode.POLL).start();

    new SampleRepository(folder).file("a/labels.txt", "dog");
    bench.after(RepositoryBench.POLL).after(RepositoryBench.POLL);
    assertThat(opened("a/1")).isEqualTo(2);

    new SampleRepository(folder).file("a/1/model.bin", "other weights");
    bench.after(RepositoryBench.POLL).after(RepositoryBench.POLL);
    assertThat(opened("a/1")).isEqualTo(3);

    model("a", CONFIG.replace("[ 4 ]", "[ 5 ]"), 1).file("a/1/model.bin", "other weights");
    bench.after(RepositoryBench.POLL).after(RepositoryBench.POLL);
    assertThat(opened("a/1")).isEqualTo(4);
    assertThat(bench.index()).containsExactly("a/1 READY");
  }

  @Test
  void keepsWhatServesWhereTheNewOneFails() {
    model("a", CONFIG, 1);
    bench(ControlMode.POLL).start();
    backend.failAt("open a/2", new IllegalStateException("broken"));

    model("a", CONFIG, 1, 2);
    bench.after(RepositoryBench.POLL);

    assertThat(bench.index())
        .containsExactly(
            "a/1 READY",
            "a/2 UNAVAILABLE Internal: internal error: java.lang.IllegalStateException: broken");
    assertThat(bench.registry.isReady()).isFalse();
    assertThat(bench.registry.newest("a").version()).isEqualTo(1);
  }

  @Test
  void loadsWhatClientsAskFor() {
    model("a", CONFIG, 1);
    model("b", CONFIG, 1);
    bench(ControlMode.EXPLICIT, "a").start();
    assertThat(bench.index()).containsExactly("a/1 READY", "b UNKNOWN");

    assertThat(load("b")).isEqualTo("done");
    assertThat(load("b")).isEqualTo("done");
    assertThat(opened("b/1")).isEqualTo(1);
    assertThat(load("c")).isEqualTo("failed to load 'c', failed to poll from model repository");

    assertThat(unload("a", OptionalLong.empty())).isEqualTo("done");
    assertThat(unload("never", OptionalLong.empty())).isEqualTo("done");
    assertThat(bench.index()).containsExactly("a/1 UNAVAILABLE unloaded", "b/1 READY");
    assertThat(bench.registry.isReady()).isTrue();
  }

  @Test
  void loadsAllVersionsTogetherOrNone() {
    model("a", BOTH, 1, 2);
    backend.failAt("open a/2", new IllegalStateException("broken"));
    bench(ControlMode.EXPLICIT).start();

    assertThat(load("a"))
        .isEqualTo(
            "load failed for model 'a': version 2 is at UNAVAILABLE state: Internal: internal"
                + " error: java.lang.IllegalStateException: broken;\n");

    assertThat(bench.registry.readyVersions("a")).isEmpty();
    assertThat(backend.journal()).contains("open a/1", "close a/1");
  }

  @Test
  void loadsAndUnloadsOneVersionByItself() {
    model("a", BOTH, 1, 2, 3);
    bench(ControlMode.EXPLICIT).start();

    assertThat(load("a", OptionalLong.of(2))).isEqualTo("done");
    assertThat(bench.index()).containsExactly("a/2 READY");
    assertThat(load("a", OptionalLong.of(3))).isEqualTo("done");
    assertThat(unload("a", OptionalLong.of(2))).isEqualTo("done");

    assertThat(bench.index()).containsExactly("a/2 UNAVAILABLE unloaded", "a/3 READY");
    assertThat(load("a", OptionalLong.of(9)))
        .isEqualTo("load failed for model 'a': model 'a' has no version 9\n");
  }

  @Test
  void loadsWithAConfigurationThatAClientSent() {
    model("a", CONFIG, 1, 2);
    bench(ControlMode.EXPLICIT, "a").start();
    String first = CONFIG + "version_policy { specific { versions: 1 } }\n";

    ModelLoad sent = with("a", first);
    assertThat(bench.outcome(bench.repository.load(sent, Optional.empty()))).isEqualTo("done");
    assertThat(bench.index()).containsExactly("a/1 READY", "a/2 UNAVAILABLE unloaded");

    assertThat(load("a")).isEqualTo("done");
    assertThat(bench.index()).containsExactly("a/1 UNAVAILABLE unloaded", "a/2 READY");

    ModelLoad unreadable = with("a", "nonsense: 1");
    assertThat(bench.outcome(bench.repository.load(unreadable, Optional.empty())))
        .isEqualTo("failed to load 'a', failed to poll from model repository");
    assertThat(bench.index()).contains("a/2 READY");
  }

  @Test
  void servesAModelThatAClientSent() throws IOException {
    bench(ControlMode.EXPLICIT).start();
    UploadedModel files = UploadedModel.write(Map.of("1/model.bin", new byte[] {1}));
    ModelLoad sent = with("new", CONFIG);

    assertThat(bench.outcome(bench.repository.load(sent, Optional.of(files)))).isEqualTo("done");
    assertThat(bench.registry.newest("new").version()).isEqualTo(1);
    assertThat(bench.index()).isEmpty();

    unload("new", OptionalLong.empty());
    assertThat(files.folder()).doesNotExist();
  }

  @Test
  void oneRepositoryThatCannotBeListedHidesNoOther() throws IOException {
    model("a", CONFIG, 1);
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    Files.createDirectories(folder.resolve("round/1"));
    Files.createSymbolicLink(folder.resolve("round/1/again"), folder.resolve("round"));

    bench(ControlMode.NONE).start();

    assertThat(bench.index()).contains("a/1 READY").anyMatch(line -> line.startsWith("round "));
  }

  private String load(String name) {
    return load(name, OptionalLong.empty());
  }

  private String load(String name, OptionalLong version) {
    ModelLoad order = new ModelLoad(name, version, Optional.empty(), Map.of());
    return bench.outcome(bench.repository.load(order, Optional.empty()));
  }

  private String unload(String name, OptionalLong version) {
    return bench.outcome(bench.repository.unload(new ModelUnload(name, version, false)));
  }

  private long opened(String version) {
    return backend.journal().stream().filter(line -> line.equals("open " + version)).count();
  }

  private static ModelLoad with(String name, String config) {
    return new ModelLoad(name, OptionalLong.empty(), Optional.of(config), Map.of());
  }
}
