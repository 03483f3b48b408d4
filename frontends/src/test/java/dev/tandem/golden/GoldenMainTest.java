package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replays the groups of recorded cases that our server must answer as the recorded one did. */
class GoldenMainTest {
  /** What we answer better on purpose; docs/compatibility.md says how. */
  private static final Set<String> BETTER =
      Set.of(
          "infer_json_dtype/BYTES_nul",
          "infer_contents/BYTES",
          "health/health_watch",
          "classification/ensemble",
          "ensemble/only_mid",
          "ensemble/out_binary",
          "infer_raw/ens_mid");

  private static final Set<String> GROUPS =
      Set.of(
          "health",
          "metadata",
          "metadata_server",
          "metadata_model",
          "config",
          "paths",
          "infer_json",
          "infer_json_dtype",
          "infer_binary",
          "infer_raw_body",
          "infer_raw",
          "infer_contents",
          "infer_errors",
          "infer_binary_errors",
          "compression",
          "batching",
          "classification",
          "generate",
          "generate_stream",
          "sequence",
          "ensemble",
          "repository",
          "repository_none",
          "statistics",
          "stream",
          "logging",
          "trace_not_built",
          "shm_off");

  private static List<Outcome> outcomes = List.of();

  @BeforeAll
  static void replay(@TempDir Path repository) throws Exception {
    GoldenFiles.copyModels("models", repository, model -> true);
    try (TestServer server = TestServer.start(repository);
        GoldenReplay replay =
            new GoldenReplay(new GoldenReplay.Target(server.httpPort(), server.grpcPort()))) {
      outcomes =
          replay.run(
              "main", each -> GROUPS.contains(each.group()) && !BETTER.contains(each.name()));
    }
    System.out.print(GoldenScore.of(outcomes).table());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, health, 1.0",
    "HTTP, metadata_server, 1.0",
    "HTTP, metadata_model, 1.0",
    "HTTP, config, 1.0",
    "HTTP, paths, 1.0",
    "HTTP, infer_json, 1.0",
    "HTTP, infer_json_dtype, 1.0",
    "HTTP, infer_binary, 1.0",
    "HTTP, infer_raw_body, 1.0",
    "HTTP, compression, 1.0",
    "HTTP, batching, 1.0",
    "HTTP, classification, 1.0",
    "HTTP, infer_errors, 0.9",
    "HTTP, infer_binary_errors, 0.9",
    "HTTP, generate, 1.0",
    "HTTP, generate_stream, 1.0",
    "HTTP, sequence, 1.0",
    "HTTP, ensemble, 1.0",
    "GRPC, sequence, 1.0",
    "HTTP, statistics, 1.0",
    "GRPC, statistics, 1.0",
    "GRPC, health, 1.0",
    "GRPC, metadata, 1.0",
    "GRPC, config, 1.0",
    "GRPC, infer_raw, 1.0",
    "GRPC, infer_contents, 1.0",
    "GRPC, classification, 1.0",
    "GRPC, stream, 1.0",
    "HTTP, logging, 1.0",
    "GRPC, logging, 1.0",
    "HTTP, trace_not_built, 1.0",
    "GRPC, trace_not_built, 1.0",
    "HTTP, shm_off, 1.0",
    "GRPC, shm_off, 1.0",
    "GRPC, infer_errors, 0.9"
  })
  void answersCompatiblyWithTheRecordedServer(Protocol protocol, String group, double leastShare) {
    List<Outcome> ofGroup =
        outcomes.stream()
            .filter(outcome -> outcome.protocol() == protocol && outcome.group().equals(group))
            .toList();
    String differences =
        ofGroup.stream()
            .filter(outcome -> !outcome.compatible())
            .map(outcome -> outcome.name() + ": " + outcome.why())
            .collect(Collectors.joining("\n"));

    assertThat(ofGroup).isNotEmpty();
    assertThat(GoldenScore.of(ofGroup).total().compatibleShare())
        .as("%s", differences)
        .isGreaterThanOrEqualTo(leastShare);
  }
}
