package dev.tandem.engine;

import static dev.tandem.engine.EngineRig.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleModel;
import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.engine.testkit.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEngineTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeBackend backend = new FakeBackend(FakeInstance.echo(pool));

  @Test
  void servesModelsOfSeveralRepositories() throws InterruptedException {
    SampleRepository first = repository("first").model("a", CONFIG, 1);
    SampleRepository second = repository("second").model("b", CONFIG, 3).model("c", CONFIG, 2);

    try (EngineRig rig = rig(RepositorySettings.of(List.of(first.path(), second.path())))) {
      assertThat(rig.index()).containsExactly("a/1 READY", "b/3 READY", "c/2 READY");
      assertThat(rig.engine.isReady()).isTrue();
      for (String name : List.of("a", "b", "c")) {
        try (RecordingSink sink = rig.send(rig.engine.model(name)).await()) {
          assertThat(Tensors.bytesOf(sink.response().outputs().get(0))).containsExactly(7, 0, 0, 0);
          assertThat(sink.isSettledOnce()).isTrue();
        }
        assertThat(rig.engine.model(name).statistics().success().count()).isEqualTo(1);
      }
    }
  }

  @Test
  void tellsWhatAModelExpectsAndGives() {
    repository("r").model("m", CONFIG, 5);

    try (EngineRig rig = rig("r")) {
      ServedModel model = rig.engine.model("m");
      TensorSpec x = new TensorSpec("X", DataType.INT32, Shape.of(-1, 1));
      TensorSpec y = new TensorSpec("Y", DataType.INT32, Shape.of(-1, 1));

      assertThat(model.name()).isEqualTo("m");
      assertThat(model.version()).isEqualTo(5);
      assertThat(model.inputs()).containsExactly(new ServedModel.ModelInputSpec(x, false));
      assertThat(model.outputs()).containsExactly(y);
      assertThat(rig.engine.model("m", 5)).isSameAs(model);
      assertThat(rig.engine.readyVersions("m")).containsExactly(model);
      assertThat(backend.sources())
          .containsExactly(
              new ModelSource(
                  "m", 5, folder.resolve("r").resolve("m").resolve("5"), model.config()));
    }
  }

  @Test
  void refusesANameThatIsInTwoRepositories() {
    SampleRepository first = repository("first").model("m", CONFIG, 1).model("other", CONFIG, 1);
    SampleRepository second = repository("second").model("m", CONFIG, 2);

    try (EngineRig rig = rig(RepositorySettings.of(List.of(first.path(), second.path())))) {
      assertThat(rig.index())
          .containsExactly(
              "m UNAVAILABLE: model appears in two or more repositories", "other/1 READY");
      assertThat(rig.engine.readyVersions("m")).isEmpty();
      assertThat(rig.engine.isReady()).isFalse();
    }
  }

  @Test
  void servesTheVersionsThatThePolicyWants() {
    repository("r")
        .model("all", CONFIG + "version_policy { all {} }", 1, 2, 10)
        .model("default", CONFIG, 1, 2, 10)
        .model("latest", CONFIG + "version_policy { latest { num_versions: 2 } }", 1, 2, 10)
        .model("none", CONFIG + "version_policy { specific { versions: 7 } }", 1, 2)
        .model("specific", CONFIG + "version_policy { specific { versions: [2, 7] } }", 1, 2);

    try (EngineRig rig = rig("r")) {
      assertThat(rig.index())
          .containsExactly(
              "all/1 READY",
              "all/2 READY",
              "all/10 READY",
              "default/10 READY",
              "latest/2 READY",
              "latest/10 READY",
              "none UNAVAILABLE: at least one version must be available under the version policy of"
                  + " model 'none'",
              "specific/2 READY");
      assertThat(rig.engine.model("all").version()).isEqualTo(10);
    }
  }

  @Test
  void usesTheNamedConfigurationWhereAModelHasIt() {
    repository("r")
        .model("with", CONFIG, 1)
        .file("with/configs/big.pbtxt", CONFIG.replace("max_batch_size: 4", "max_batch_size: 64"))
        .model("without", CONFIG, 1);
    RepositorySettings defaults = RepositorySettings.of(List.of(folder.resolve("r")));
    RepositorySettings settings =
        new RepositorySettings(
            defaults.repositories(),
            defaults.autoComplete(),
            defaults.defaultMaxBatchSize(),
            Optional.of("big"),
            defaults.loadThreads(),
            defaults.inboxLimits(),
            defaults.basePaths(),
            defaults.strictReadiness(),
            defaults.warmupSource(),
            defaults.companionReader(),
            defaults.control(),
            defaults.cache(),
            defaults.resources());

    try (EngineRig rig = rig(settings)) {
      assertThat(rig.engine.model("with").config().maxBatchSize()).isEqualTo(64);
      assertThat(rig.engine.model("without").config().maxBatchSize()).isEqualTo(4);
    }
    try (EngineRig rig = rig(defaults)) {
      assertThat(rig.engine.model("with").config().maxBatchSize()).isEqualTo(4);
    }
  }

  @Test
  void opensAsManyInstancesAsTheGroupsSay() {
    repository("r")
        .model(
            "m",
            CONFIG + "instance_group [{ count: 2 }, { count: 1 }, { count: 5 passive: true }]",
            1)
        .model("plain", CONFIG, 1);

    try (EngineRig rig = rig("r")) {
      assertThat(rig.engine.isReady()).isTrue();
      assertThat(backend.journal())
          .contains("open m/1 instance 2", "open plain/1 instance 0")
          .doesNotContain("open m/1 instance 3", "open plain/1 instance 1");
    }
  }

  @Test
  void givesEachOutputItsLabels() {
    repository("r")
        .model("m", CONFIG.replace("name: \"Y\"", "name: \"Y\" label_filename: \"l.txt\""), 1)
        .file("m/l.txt", "cat\ndog\n");

    try (EngineRig rig = rig("r")) {
      assertThat(rig.engine.model("m").labels("Y")).containsExactly("cat", "dog");
      assertThat(rig.engine.model("m").labels("Z")).isEmpty();
    }
  }

  @Test
  void startsWithoutAnyModel() {
    repository("r");

    try (EngineRig rig = rig("r")) {
      assertThat(rig.index()).isEmpty();
      assertThat(rig.engine.isReady()).isTrue();
      assertThat(rig.engine.isLive()).isTrue();
    }
  }

  @Test
  void isReadyDespiteAFailedModelWhereReadinessIsNotStrict() {
    repository("r").model("m", "backend: 'nope'", 1);
    RepositorySettings strict = RepositorySettings.of(List.of(folder.resolve("r")));
    RepositorySettings lenient =
        new RepositorySettings(
            strict.repositories(),
            true,
            4,
            strict.configName(),
            1,
            strict.inboxLimits(),
            strict.basePaths(),
            false,
            strict.warmupSource(),
            strict.companionReader(),
            strict.control(),
            strict.cache(),
            strict.resources());

    try (EngineRig rig = rig(strict)) {
      assertThat(rig.engine.isReady()).isFalse();
    }
    try (EngineRig rig = rig(lenient)) {
      assertThat(rig.engine.isReady()).isTrue();
    }
  }

  @Test
  void isNotReadyBeforeItStarts() {
    repository("r");
    RepositorySettings settings = RepositorySettings.of(List.of(folder.resolve("r")));
    LocalEngine engine =
        new LocalEngine(settings, List.of(backend), pool, new ByteBudget(Long.MAX_VALUE));

    assertThat(engine.isReady()).isFalse();
    assertThat(engine.isLive()).isTrue();
  }

  @Test
  void refusesModelsOfAnotherEngine() {
    repository("r");
    SampleModel foreign = SampleModel.of(ModelConfig.EMPTY.withName("m"));

    try (EngineRig rig = rig("r");
        RecordingSink sink = rig.send(foreign)) {
      assertThat(sink.failure().reason()).isEqualTo(Reason.MODEL_NOT_FOUND);
      assertThat(sink.isSettledOnce()).isTrue();
    }
  }

  @Test
  void freesInstancesBeforeTheirModelWhenItStops() {
    repository("r").model("m", CONFIG + "instance_group { count: 2 }", 1);

    try (EngineRig rig = rig("r")) {
      ServedModel model = rig.engine.model("m");
      assertThat(rig.engine.stop(EngineRig.PATIENCE)).isTrue();

      assertThat(backend.journal()).hasSize(6).endsWith("close m/1");
      assertThat(backend.journal())
          .containsOnlyOnce("close m/1 instance 0", "close m/1 instance 1", "close m/1");
      assertThat(rig.index()).containsExactly("m/1 UNAVAILABLE: unloaded");
      assertThat(rig.engine.isLive()).isFalse();
      assertThat(rig.engine.isReady()).isFalse();
      assertThat(rig.send(model).failure().reason()).isEqualTo(Reason.STOPPING);
      assertThat(rig.engine.stop(Duration.ZERO)).isTrue();
      assertThat(backend.journal()).hasSize(6);
    }
  }

  @Test
  void leavesAModelAloneThatIsStillAtWorkWhenTheTimeRunsOut() throws InterruptedException {
    Gate gate = new Gate();
    FakeBackend slow =
        new FakeBackend(
            (inputs, outputs, results) -> {
              gate.pass();
              FakeInstance.echo(pool).run(inputs, outputs, results);
            });
    repository("r").model("busy", CONFIG, 1).model("idle", CONFIG, 1);

    try (EngineRig rig =
            new EngineRig(RepositorySettings.of(List.of(folder.resolve("r"))), slow, pool);
        RecordingSink sink = rig.send(rig.engine.model("busy"))) {
      gate.awaitArrivals(1);
      assertThat(rig.engine.stop(Duration.ZERO)).isFalse();

      assertThat(slow.journal())
          .endsWith("close idle/1 instance 0", "close idle/1")
          .doesNotContain("close busy/1", "close busy/1 instance 0");
      assertThat(rig.engine.index())
          .extracting(ModelVersionStatus::state)
          .containsExactly(ModelState.UNLOADING, ModelState.UNAVAILABLE);

      gate.open();
      assertThat(sink.await().response().outputs()).hasSize(1);
    }
    assertThat(slow.journal()).endsWith("close busy/1 instance 0", "close busy/1");
  }

  private SampleRepository repository(String name) {
    return new SampleRepository(folder.resolve(name)).folder("");
  }

  private EngineRig rig(String repository) {
    return rig(RepositorySettings.of(List.of(folder.resolve(repository))));
  }

  private EngineRig rig(RepositorySettings settings) {
    return new EngineRig(settings, backend, pool);
  }
}
