package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays what was recorded of a server that lets clients register shared memory. */
class GoldenSharedMemoryTest {
  @Test
  void answersAsTheRecordedServer(@TempDir Path repository) throws Exception {
    assumeTrue(
        Files.isWritable(SharedMemoryFiles.OF_THIS_MACHINE), "/dev/shm cannot be written here");
    GoldenFiles.copyModels("models", repository, "simple"::equals);
    List<Outcome> outcomes;
    try (TestServer server =
        TestServer.start("--model-repository=" + repository, "--allow-client-shm=true")) {
      try (GoldenReplay replay =
          new GoldenReplay(new GoldenReplay.Target(server.httpPort(), server.grpcPort()))) {
        outcomes = replay.run("shm", each -> true);
      }
      assertThat(server.openLeases()).isZero();
    }
    System.out.print(GoldenScore.of(outcomes).table());

    assertThat(outcomes).hasSizeGreaterThan(60).allMatch(Outcome::exact, "exact");
  }
}
