package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.testing.FakeEngineServer;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replays the recorded loads and unloads that the doors alone decide about. */
class GoldenControlTest {
  /** These the doors refuse before the engine hears of them, or take whatever the model is. */
  private static final Set<String> AT_THE_DOOR =
      Set.of(
          "load",
          "load_again",
          "unload",
          "unload_again",
          "unload_unknown",
          "load_get",
          "unload_named_repository",
          "load_bad_json",
          "load_parameter_number",
          "load_config_bad_json",
          "load_config",
          "load_versions",
          "load_empty_name",
          "load_unknown_parameter",
          "load_config_wrong_kind",
          "file_without_config",
          "file_bad_base64",
          "file_bad_path",
          "file_unload",
          "ens_load",
          "ens_unload_keep",
          "ens_unload_all",
          "unload_dependents_text",
          "unload_bad_json",
          "unload_unknown_parameter");

  private final FakeEngineServer server;

  GoldenControlTest() throws IOException {
    server = new FakeEngineServer();
  }

  @AfterEach
  void nothingIsHeld() {
    assertThat(server.bodyBytes()).isZero();
    server.close();
  }

  @Test
  void answersAsTheRecordedServerWhereTheDoorsDecide() {
    List<Outcome> outcomes = replay("explicit", "control", AT_THE_DOOR);

    assertThat(outcomes).hasSizeGreaterThan(25).allMatch(Outcome::compatible, "compatible");
    assertThat(server.engine().control().asked())
        .contains(
            ModelLoad.of("identity_fp32"),
            ModelUnload.of("identity_fp32"),
            new ModelUnload("ens", OptionalLong.empty(), true));
  }

  @Test
  void tellsWhyTheEngineDoesNotLoad() {
    server
        .engine()
        .control()
        .failWith(
            new ServingException(
                Reason.NOT_IN_REPOSITORY,
                "failed to load 'unknown', failed to poll from model repository"));

    assertThat(replay("explicit", "control", Set.of("load_unknown")))
        .hasSize(2)
        .allMatch(Outcome::exact, "exact");
  }

  @Test
  void tellsThatAModelWasReadButDidNotLoad() {
    server
        .engine()
        .control()
        .failWith(
            new ServingException(
                Reason.LOAD_FAILED,
                "load failed for model 'bad_version_policy': at least one version must be available"
                    + " under the version policy of model 'bad_version_policy'\n"));

    assertThat(replay("explicit", "control_bad_models", Set.of("bad_version_policy_load")))
        .hasSize(2)
        .allMatch(Outcome::exact, "exact");
  }

  @Test
  void tellsThatControlIsOff() {
    server
        .engine()
        .control()
        .failWith(
            new ServingException(
                Reason.CONTROL_OFF,
                "explicit model load / unload is not allowed if polling is enabled"));

    assertThat(
            replay(
                "main",
                "repository_none",
                Set.of(
                    "load",
                    "load_body",
                    "load_get",
                    "load_named",
                    "unload",
                    "unload_get",
                    "other_verb")))
        .hasSize(9)
        .allMatch(Outcome::exact, "exact");
  }

  private List<Outcome> replay(String setup, String group, Set<String> names) {
    try (GoldenReplay replay = replayOf(server)) {
      return replay.run(
          setup,
          each ->
              each.group().equals(group)
                  && names.contains(each.name().substring(each.name().indexOf('/') + 1)));
    }
  }

  private static GoldenReplay replayOf(FakeEngineServer server) {
    return new GoldenReplay(new GoldenReplay.Target(server.httpPort(), server.grpcPort()));
  }
}
