package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must not happen whatever goes wrong: a change without an end, a model that stays. */
class RepositoryFaultsTest {
  private static final Duration POLL = RepositoryBench.POLL;
  private static final String CONFIG = RepositoryBench.CONFIG;

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

  private RepositoryBench bench(ControlMode mode) {
    bench = new RepositoryBench(folder, ControlSettings.of(mode), backend);
    return bench;
  }

  private SampleRepository model(String name, String config, long... versions) {
    SampleRepository repository = new SampleRepository(folder).model(name, config);
    for (long version : versions) {
      repository.file(name + "/" + version + "/model.bin", "weights " + version);
    }
    return repository;
  }

  private long count(String line) {
    return backend.journal().stream().filter(line::equals).count();
  }

  @Test
  void aLoadThatFailsWithAnErrorEndsAndLeavesNothing() {
    model("a", CONFIG + "version_policy { all {} }\n", 1, 2);
    bench(ControlMode.EXPLICIT).start();
    backend.failAt("open a/2", new StackOverflowError("deep"));

    assertThat(load("a")).contains("version 2 is at UNAVAILABLE state", "StackOverflowError");
    assertThat(count("open a/1")).isEqualTo(1);
    assertThat(count("close a/1")).isEqualTo(1);

    backend.heal("open a/2");
    assertThat(load("a")).isEqualTo("done");
  }

  @Test
  void allThatWaitAreToldThatTheServerEnds() {
    model("a", CONFIG, 1);
    bench(ControlMode.EXPLICIT).start();
    CompletableFuture<Void> first = bench.repository.load(order("a"), Optional.empty());
    CompletableFuture<Void> second = bench.repository.load(order("a"), Optional.empty());
    CompletableFuture<Void> third = bench.repository.unload(ModelUnload.of("a"));

    assertThat(bench.repository.stop()).isEmpty();

    for (CompletableFuture<Void> each : List.of(first, second, third)) {
      assertThat(bench.outcome(each)).isEqualTo("Server exiting");
    }
    assertThat(load("a")).isEqualTo("Server exiting");
    assertThat(load("b")).isEqualTo("Server exiting");
    assertThat(count("open a/1")).isEqualTo(count("close a/1"));
  }

  @Test
  void aVersionThatIsOpenedAfterTheEndIsClosed() {
    model("a", CONFIG + "version_policy { all {} }\n", 1, 2);
    bench(ControlMode.EXPLICIT).start();
    CompletableFuture<Void> load = bench.repository.load(order("a"), Optional.empty());
    while (count("open a/2") == 0) {
      bench.runOne();
    }

    bench.repository.stop().forEach(model -> model.close(Duration.ofSeconds(5).toNanos()));

    assertThat(bench.outcome(load)).isEqualTo("Server exiting");
    assertThat(count("close a/1")).isEqualTo(1);
    assertThat(count("close a/2")).isEqualTo(1);
    assertThat(bench.registry.readyVersions("a")).isEmpty();
  }

  @Test
  void filesThatWereSentAreRemovedWhateverBecomesOfThem() throws IOException {
    bench(ControlMode.EXPLICIT).start();
    backend.failAt("open broken/1", new IllegalStateException("broken"));
    ModelLoad broken = new ModelLoad("broken", OptionalLong.empty(), Optional.of(CONFIG), Map.of());
    ModelLoad good = new ModelLoad("good", OptionalLong.empty(), Optional.of(CONFIG), Map.of());

    UploadedModel first = UploadedModel.write(Map.of("1/model.bin", new byte[1]));
    bench.outcome(bench.repository.load(broken, Optional.of(first)));
    assertThat(first.folder()).doesNotExist();

    UploadedModel second = UploadedModel.write(Map.of("1/model.bin", new byte[1]));
    UploadedModel third = UploadedModel.write(Map.of("1/model.bin", new byte[1]));
    bench.outcome(bench.repository.load(good, Optional.of(second)));
    CompletableFuture<Void> late = bench.repository.load(good, Optional.of(third));
    bench.repository.stop().forEach(model -> model.close(Duration.ofSeconds(5).toNanos()));
    assertThat(bench.outcome(late)).isEqualTo("Server exiting");
    assertThat(second.folder()).doesNotExist();
    assertThat(third.folder()).doesNotExist();
  }

  @Test
  void aBrokenModelThatIsTakenAwayIsForgotten() throws IOException {
    model("a", CONFIG, 1);
    bench(ControlMode.POLL).start();
    Path link = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    model("empty", CONFIG);
    model("text", "nonsense", 1);
    bench.after(POLL).after(POLL);
    assertThat(bench.index()).hasSize(4);
    assertThat(bench.registry.isReady()).isFalse();

    Files.delete(link);
    delete("empty/config.pbtxt", "empty");
    delete("text/1/model.bin", "text/1", "text/config.pbtxt", "text");
    bench.after(POLL).after(POLL);

    assertThat(bench.index()).containsExactly("a/1 READY");
    assertThat(bench.registry.isReady()).isTrue();
  }

  @Test
  void aCopyUnderAnotherNameDisturbsNothing() throws IOException {
    model("a", CONFIG, 1);
    bench(ControlMode.POLL).start();

    new SampleRepository(folder).file("a/2.tmp/model.bin", "half");
    bench.after(POLL).after(POLL);
    assertThat(count("open a/1")).isEqualTo(1);

    Files.move(folder.resolve("a/2.tmp"), folder.resolve("a/2"));
    bench.after(POLL).after(POLL);
    assertThat(count("open a/1")).isEqualTo(1);
    assertThat(bench.index()).containsExactly("a/1 UNAVAILABLE unloaded", "a/2 READY");
  }

  @Test
  void aVersionThatIsBeingRemovedIsNotLoadedAgain() throws IOException {
    model("a", CONFIG, 1).file("a/1/more.bin", "x");
    bench(ControlMode.POLL).start();

    delete("a/1/more.bin");
    bench.after(POLL);

    assertThat(count("open a/1")).isEqualTo(1);
  }

  @Test
  void replacesAVersionUnderItsNumber() throws IOException {
    model("a", CONFIG, 1).file("store/x/model.bin", "x").file("store/y/model.bin", "y");
    bench(ControlMode.POLL).start();

    Files.move(folder.resolve("a/1"), folder.resolve("a/.old"));
    Files.move(folder.resolve("store/x"), folder.resolve("a/1"));
    bench.after(POLL).after(Retirement.GRACE);
    assertThat(count("open a/1")).isEqualTo(2);
    assertThat(count("close a/1")).isEqualTo(1);

    Path link = folder.resolve("a/1");
    Files.move(link, folder.resolve("a/.older"));
    Files.createSymbolicLink(link, folder.resolve("store/y"));
    bench.after(POLL).after(Retirement.GRACE);
    assertThat(count("open a/1")).isEqualTo(3);
    assertThat(bench.index()).contains("a/1 READY");
  }

  @Test
  void aNameIsServedFromOnePlaceOnly() {
    model("a", CONFIG, 1);
    bench(ControlMode.EXPLICIT).start();
    BasePathModel same = base("a", "a");

    assertThat(bench.outcome(bench.basePaths.serve(List.of(same)))).isEqualTo("done");
    assertThat(load("a")).isEqualTo("model 'a' is served from a base path already");
    assertThat(bench.outcome(bench.basePaths.serve(List.of()))).isEqualTo("done");
    assertThat(load("a")).isEqualTo("done");
    assertThat(bench.outcome(bench.basePaths.serve(List.of(same))))
        .isEqualTo("model 'a' is served from a model repository already");
  }

  @Test
  void aBasePathThatComesBackElsewhereFollowsTheOneBefore() {
    model("x", CONFIG, 1);
    model("y", CONFIG, 1).file("y/1/model.bin", "other");
    bench(ControlMode.NONE);
    CompletableFuture<Void> first = bench.basePaths.serve(List.of(base("m", "x")));
    while (count("open m/1") == 0) {
      bench.runOne();
    }
    CompletableFuture<Void> none = bench.basePaths.serve(List.of());
    CompletableFuture<Void> second = bench.basePaths.serve(List.of(base("m", "y")));

    assertThat(bench.outcome(second)).isEqualTo("done");
    assertThat(first).isCompleted();
    assertThat(none).isCompleted();
    bench.after(Retirement.GRACE).after(Retirement.GRACE);
    assertThat(bench.index()).containsExactly("m/1 READY");
    assertThat(count("open m/1")).isEqualTo(2);
    assertThat(count("close m/1")).isEqualTo(1);
  }

  @Test
  void aBasePathThatMovesGoesOnServing() {
    model("x", CONFIG, 1);
    model("y", CONFIG, 1).file("y/1/model.bin", "other");
    bench(ControlMode.NONE);
    bench.outcome(bench.basePaths.serve(List.of(base("m", "x"))));

    CompletableFuture<Void> unused = bench.basePaths.serve(List.of(base("m", "y")));
    while (count("open m/1") == 1) {
      assertThat(bench.registry.newest("m").version()).isEqualTo(1);
      bench.runOne();
    }
    bench.after(Retirement.GRACE).after(Retirement.GRACE);

    assertThat(bench.index()).containsExactly("m/1 READY");
    assertThat(count("close m/1")).isEqualTo(1);
  }

  @Test
  void aBrokenVersionThatIsNotWantedAnyMoreIsForgotten() {
    model("m", CONFIG, 1);
    bench(ControlMode.NONE);
    bench.outcome(bench.basePaths.serve(List.of(base("m", "m"))));
    backend.failAt("open m/2", new IllegalStateException("broken"));
    model("m", CONFIG, 2);
    bench.after(POLL);
    assertThat(bench.index()).containsExactly("m/1 READY", "m/2 LOADING");

    model("m", CONFIG, 3);
    bench.after(POLL);

    assertThat(bench.index())
        .containsExactly("m/1 UNAVAILABLE unloaded", "m/2 UNAVAILABLE unloaded", "m/3 READY");
  }

  @Test
  void aBasePathThatAppearsIsNotServedHalf() {
    bench(ControlMode.NONE).whereFilesAreNew();
    bench.outcome(bench.basePaths.serve(List.of(base("m", "m"))));

    model("m", CONFIG, 1);
    bench.whereFilesAreNew();
    bench.clock.advanceNs(Duration.ofSeconds(1).toNanos());
    bench.settle();
    assertThat(bench.index()).isEmpty();

    bench.after(Duration.ofSeconds(3));
    assertThat(bench.index()).containsExactly("m/1 READY");
  }

  @Test
  void theLastVersionOfABasePathGoesWithItsFolder() throws IOException {
    model("m", CONFIG, 1);
    bench(ControlMode.NONE);
    bench.outcome(bench.basePaths.serve(List.of(base("m", "m"))));

    delete("m/config.pbtxt", "m/1/model.bin", "m/1");
    bench.after(POLL);

    assertThat(bench.index()).containsExactly("m/1 UNAVAILABLE unloaded");
    assertThat(bench.registry.isReady()).isTrue();
  }

  @Test
  void aBrokenVersionThatIsNewIsTriedOnce() {
    model("a", CONFIG, 1);
    backend.failAt("open a/1", new IllegalStateException("broken"));
    bench(ControlMode.POLL).whereFilesAreNew().start();
    List<String> broken = bench.index();
    backend.heal("open a/1");

    bench.clock.advanceNs(POLL.toNanos());
    bench.settle();
    assertThat(bench.index()).isEqualTo(broken);
    bench.after(POLL);
    assertThat(bench.index()).isEqualTo(broken);
  }

  private void delete(String... paths) throws IOException {
    for (String path : paths) {
      Files.delete(folder.resolve(path));
    }
  }

  private BasePathModel base(String name, String path) {
    return new BasePathModel(name, folder.resolve(path), new VersionPolicy.Latest(1), Map.of());
  }

  private static ModelLoad order(String name) {
    return ModelLoad.of(name);
  }

  private String load(String name) {
    return bench.outcome(bench.repository.load(order(name), Optional.empty()));
  }
}
