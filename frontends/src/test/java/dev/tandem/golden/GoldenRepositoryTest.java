package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays what was recorded of models that clients load, and of a repository without good ones. */
class GoldenRepositoryTest {
  /** What we answer otherwise on purpose; docs/compatibility.md says how. */
  private static final Set<String> BETTER =
      Set.of("HTTP control/config_plain", "HTTP control/ens_part_gone_index");

  @Test
  void answersAsTheRecordedServerWhereClientsLoadModels(@TempDir Path good, @TempDir Path bad)
      throws Exception {
    GoldenFiles.copyModels("models", good, model -> true);
    GoldenFiles.copyModels("models_bad", bad, model -> true);

    List<Outcome> http = explicit(good, bad, Protocol.HTTP);
    List<Outcome> grpc = explicit(good, bad, Protocol.GRPC);

    assertThat(http).hasSizeGreaterThan(90);
    assertThat(incompatible(http)).isEmpty();
    assertThat(grpc).hasSizeGreaterThan(40);
    assertThat(incompatible(grpc)).isEmpty();
  }

  @Test
  void answersAsTheRecordedServerWhereEveryModelIsBroken(@TempDir Path bad) throws Exception {
    GoldenFiles.copyModels("models_bad", bad, model -> true);

    List<Outcome> outcomes =
        replay("bad", null, "--model-repository=" + bad, "--exit-on-error=false");

    assertThat(outcomes).hasSize(9).allMatch(Outcome::exact, "exact");
  }

  /** Each file of recordings began with a server of its own. */
  private static List<Outcome> explicit(Path good, Path bad, Protocol protocol) {
    return replay(
        "explicit",
        protocol,
        "--model-repository=" + good,
        "--model-repository=" + bad,
        "--model-control-mode=explicit",
        "--load-model=simple");
  }

  private static List<Outcome> replay(String setup, @Nullable Protocol protocol, String... flags) {
    try (TestServer server = TestServer.start(flags);
        GoldenReplay replay =
            new GoldenReplay(new GoldenReplay.Target(server.httpPort(), server.grpcPort()))) {
      return replay.run(setup, each -> protocol == null || each.protocol() == protocol);
    }
  }

  private static List<String> incompatible(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(outcome -> !outcome.compatible())
        .filter(outcome -> !BETTER.contains(key(outcome)))
        .map(outcome -> key(outcome) + ": " + outcome.why())
        .toList();
  }

  private static String key(Outcome outcome) {
    return outcome.protocol() + " " + outcome.name();
  }
}
