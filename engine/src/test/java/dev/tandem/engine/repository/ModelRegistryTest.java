package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.schedule.BatchPolicy;
import dev.tandem.engine.schedule.ExecutionPlan;
import dev.tandem.engine.schedule.InboxLimits;
import dev.tandem.engine.schedule.ModelScheduler;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.ManualClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {
  private static final NativePool POOL = new NativePool(0);

  private final ModelRegistry registry = new ModelRegistry();

  @Test
  void knowsNothingAtFirst() {
    assertRefused(
        () -> registry.newest("m"),
        Reason.MODEL_NOT_FOUND,
        "Request for unknown model: 'm' is not found");
    assertRefused(
        () -> registry.version("m", 1),
        Reason.MODEL_NOT_FOUND,
        "Request for unknown model: 'm' is not found");
    assertThat(registry.readyVersions("m")).isEmpty();
    assertThat(registry.index()).isEmpty();
    assertThat(registry.isReady()).isTrue();
  }

  @Test
  void givesTheNewestVersionThatIsReady() {
    LoadedModel second = loaded("m", 2);
    LoadedModel third = loaded("m", 3);
    registry.put("m", 3, new VersionState.Ready(third, Placement.PLAIN));
    registry.put("m", 10, new VersionState.Loading());
    registry.put("m", 2, new VersionState.Ready(second, Placement.PLAIN));

    assertThat(registry.newest("m")).isSameAs(third);
    assertThat(registry.version("m", 2)).isSameAs(second);
    assertThat(registry.readyVersions("m")).containsExactly(second, third);

    registry.put("m", 3, new VersionState.Unloading());
    assertThat(registry.newest("m")).isSameAs(second);
    assertThat(registry.readyVersions("m")).containsExactly(second);
  }

  @Test
  void tellsAVersionItDoesNotKnowFromOneThatIsNotReady() {
    registry.put("m", 1, new VersionState.Loading());

    assertRefused(
        () -> registry.version("m", 2),
        Reason.VERSION_NOT_FOUND,
        "Request for unknown model: 'm' version 2 is not found");
    for (VersionState state :
        List.of(
            new VersionState.Loading(),
            new VersionState.Unloading(),
            new VersionState.Failed(Finding.of("broken")))) {
      registry.put("m", 1, state);
      assertRefused(
          () -> registry.version("m", 1),
          Reason.VERSION_NOT_READY,
          "Request for unknown model: 'm' version 1 is not at ready state");
      assertRefused(
          () -> registry.newest("m"),
          Reason.NO_VERSION_READY,
          "Request for unknown model: 'm' has no available versions");
    }
  }

  @Test
  void knowsModelsThatHaveNoVersion() {
    registry.putFailed("m", Finding.of("no config"));

    assertRefused(
        () -> registry.newest("m"),
        Reason.NO_VERSION_READY,
        "Request for unknown model: 'm' has no available versions");
    assertRefused(
        () -> registry.version("m", 1),
        Reason.VERSION_NOT_FOUND,
        "Request for unknown model: 'm' version 1 is not found");
    assertThat(registry.index()).containsExactly(failed("m"));
  }

  @Test
  void listsEveryVersionByNameAndNumber() {
    registry.put("b", 10, new VersionState.Unloaded());
    registry.put("b", 9, new VersionState.Ready(loaded("b", 9), Placement.PLAIN));
    registry.putFailed("c", Finding.of("no config"));
    registry.put("a", 1, new VersionState.Loading());
    registry.put("a", 2, new VersionState.Unloading());

    assertThat(registry.index())
        .containsExactly(
            status("a", 1, ModelState.LOADING, ""),
            status("a", 2, ModelState.UNLOADING, ""),
            status("b", 9, ModelState.READY, ""),
            status("b", 10, ModelState.UNAVAILABLE, "unloaded"),
            failed("c"));
  }

  @Test
  void isReadyUnlessAVersionFailed() {
    registry.put("a", 1, new VersionState.Ready(loaded("a", 1), Placement.PLAIN));
    assertThat(registry.isReady()).isTrue();

    registry.put("b", 1, new VersionState.Loading());
    assertThat(registry.isReady()).isTrue();
    registry.put("b", 1, new VersionState.Unloaded());
    assertThat(registry.isReady()).isTrue();

    registry.put("b", 2, new VersionState.Failed(Finding.of("broken")));
    assertThat(registry.isReady()).isFalse();
  }

  @Test
  void isNotReadyWhereAModelFailed() {
    registry.putFailed("m", Finding.of("no config"));

    assertThat(registry.isReady()).isFalse();
  }

  @Test
  void findsAVersionByItsLabel() {
    registry.label(Map.of("m", Map.of("stable", 1L, "canary", 2L)));

    assertThat(registry.labelledVersion("m", "stable")).isEqualTo(1);
    assertThat(registry.labelledVersion("m", "canary")).isEqualTo(2);
    assertRefused(
        () -> registry.labelledVersion("m", "old"),
        Reason.LABEL_NOT_FOUND,
        "Unrecognized servable version label: old");
  }

  @Test
  void listsModelsThatWereNotAskedForByNameAlone() {
    registry.put("b", 1, new VersionState.Loading());
    registry.putNotLoaded(Set.of("a", "b"));

    assertThat(registry.index())
        .containsExactly(
            new ModelVersionStatus("a", OptionalLong.empty(), ModelState.UNKNOWN, ""),
            status("b", 1, ModelState.LOADING, ""));
    assertRefused(
        () -> registry.newest("a"),
        Reason.MODEL_NOT_FOUND,
        "Request for unknown model: 'a' is not found");

    registry.putNotLoaded(Set.of());
    assertThat(registry.index()).containsExactly(status("b", 1, ModelState.LOADING, ""));
  }

  @Test
  void doesNotFindWhatCouldNotBeRead() {
    registry.putUnread("m", Finding.of("no config"));

    assertRefused(
        () -> registry.newest("m"),
        Reason.MODEL_NOT_FOUND,
        "Request for unknown model: 'm' is not found");
    assertThat(registry.isReady()).isFalse();
    registry.forgetUnread("m");
    assertThat(registry.isReady()).isTrue();
  }

  private static ModelVersionStatus failed(String model) {
    return new ModelVersionStatus(
        model,
        OptionalLong.empty(),
        ModelState.UNAVAILABLE,
        "Invalid argument: no config",
        Optional.of(Reason.INVALID_REQUEST));
  }

  private static ModelVersionStatus status(
      String model, long version, ModelState state, String reason) {
    return new ModelVersionStatus(model, OptionalLong.of(version), state, reason);
  }

  private static void assertRefused(ThrowingCallable call, Reason reason, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(ServingException.class)
        .hasMessage(message)
        .extracting(thrown -> ((ServingException) thrown).reason())
        .isEqualTo(reason);
  }

  private static LoadedModel loaded(String name, long version) {
    ModelConfig config = ModelConfig.EMPTY.withName(name);
    BackendModel model =
        new FakeBackend(FakeInstance.echo(POOL))
            .open(new ModelSource(name, version, Path.of(name), config));
    ModelCounters counters = new ModelCounters(0, 0);
    ModelScheduler scheduler =
        new ModelScheduler(
            name,
            List.of(model.newInstance(Device.CPU)),
            new ModelScheduler.Parts(
                BatchPolicy.of(config),
                new InboxLimits(2, 1 << 10),
                new ExecutionPlan(config, BatchPolicy.of(config), POOL),
                new ByteBudget(1 << 10),
                counters,
                new ManualClock()));
    return new LoadedModel(
        version,
        config,
        WireSpecs.configured(config, Optional.empty()),
        WireSpecs.graph(config, Optional.empty()),
        Map.of(),
        Optional.empty(),
        model::close,
        scheduler,
        counters);
  }
}
