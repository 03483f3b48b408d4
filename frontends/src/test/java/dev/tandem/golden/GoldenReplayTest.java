package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replays the recordings against servers that answer from the same recordings. */
class GoldenReplayTest {
  private static final List<GoldenCase> CASES = GoldenFiles.cases();
  private static final Pacer NO_PAUSE = millis -> {};

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it before each test.
  private Path sharedMemory;

  @ParameterizedTest
  @CsvSource({"main, 785", "explicit, 143", "shm, 73", "bad, 9"})
  void scoresEveryAnswerExactAgainstItsOwnRecording(String setup, int scored) throws IOException {
    List<Outcome> outcomes =
        replay(setup, each -> true, this::withSharedMemory, this::withSharedMemory);

    assertThat(outcomes).hasSize(scored).allMatch(Outcome::compatible).allMatch(Outcome::exact);
  }

  @Test
  void scoresAnotherStatusAsIncompatible() throws IOException {
    List<Outcome> outcomes =
        replay(
            "main",
            each -> true,
            (recorded, answer) -> new HttpAnswer(299, answer.headers(), answer.body()),
            (recorded, answer) -> new GrpcAnswer("ABORTED", answer.details(), answer.messages()));

    assertThat(outcomes).hasSize(785).noneMatch(Outcome::compatible).noneMatch(Outcome::exact);
  }

  @Test
  void scoresOtherErrorTextsAsCompatibleButNotExact() throws IOException {
    List<Outcome> outcomes =
        replay(
            "main",
            each -> each.group().equals("infer_errors"),
            (recorded, answer) ->
                answer.status() == 200
                    ? answer
                    : Answers.json(answer.status(), "{\"error\":\"another text\"}"),
            (recorded, answer) -> new GrpcAnswer(answer.code(), "another text", answer.messages()));

    assertThat(outcomes).hasSize(148).allMatch(Outcome::compatible);
    assertThat(outcomes).filteredOn(outcome -> !outcome.exact()).hasSizeGreaterThan(100);
  }

  @Test
  void scoresTheAnswerOfAnotherModelAsIncompatible() throws IOException {
    HttpAnswer other = Answers.json(200, "{\"model_name\":\"other\",\"outputs\":[]}");
    List<Outcome> outcomes =
        replay(
            "main",
            each -> each.group().equals("infer_json_dtype"),
            (recorded, answer) -> other,
            Change.none());

    assertThat(outcomes).hasSize(17).noneMatch(Outcome::compatible);
  }

  @Test
  void scoresAConnectionThatEndsWithoutAnAnswerAsIncompatible() throws IOException {
    try (RecordedHttpServer silent = new RecordedHttpServer(List.of(), Change.none());
        GoldenReplay replay = replayer(silent.port(), silent.port(), NO_PAUSE)) {
      List<Outcome> outcomes = replay.run("main", each -> each.name().equals("infer_json/simple"));

      assertThat(outcomes)
          .singleElement()
          .matches(outcome -> !outcome.compatible())
          .matches(outcome -> outcome.why().startsWith("status 200 != 0"));
    }
  }

  @Test
  void scoresSharedMemoryThatTheServerDidNotWriteAsIncompatible() throws IOException {
    List<Outcome> outcomes = replay("shm", each -> true, Change.none(), Change.none());

    assertThat(outcomes)
        .filteredOn(outcome -> !outcome.compatible())
        .hasSize(5)
        .allMatch(outcome -> outcome.why().startsWith("shared memory"));
  }

  @Test
  void pausesAsLongAsRecorded() throws IOException {
    List<Long> pauses = Collections.synchronizedList(new ArrayList<>());
    Predicate<GoldenCase> chosen =
        each ->
            each.name().equals("sequence/idle_expired")
                || each.name().equals("stream/slow_then_fast")
                || "batch".equals(each.timing().parallel());
    try (RecordedHttpServer http = new RecordedHttpServer(CASES, Change.none());
        RecordedGrpcServer grpc = new RecordedGrpcServer(CASES, Change.none());
        GoldenReplay replay = replayer(http.port(), grpc.port(), pauses::add)) {
      assertThat(replay.run("main", chosen)).hasSize(6).allMatch(Outcome::exact);
    }

    assertThat(pauses)
        .filteredOn(millis -> millis > 0)
        .containsExactlyInAnyOrder(1500L, 50L, 50L, 5L, 10L, 15L);
  }

  @Test
  void realPauseLastsAtLeastAsLongAsAsked() {
    long start = System.nanoTime();
    Pacer.REAL_TIME.pause(20);

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
  }

  @Test
  void sendsTheCasesOfAParallelGroupTogether() throws IOException {
    CyclicBarrier allFour = new CyclicBarrier(4);
    List<Outcome> outcomes =
        replay(
            "main",
            each -> "batch".equals(each.timing().parallel()),
            (recorded, answer) -> {
              await(allFour);
              return answer;
            },
            Change.none());

    assertThat(outcomes).hasSize(4).allMatch(Outcome::exact);
  }

  private List<Outcome> replay(
      String setup,
      Predicate<GoldenCase> chosen,
      Change<HttpAnswer> httpChange,
      Change<GrpcAnswer> grpcChange)
      throws IOException {
    List<GoldenCase> cases = CASES.stream().filter(each -> each.setup().equals(setup)).toList();
    try (RecordedHttpServer http = new RecordedHttpServer(cases, httpChange);
        RecordedGrpcServer grpc = new RecordedGrpcServer(cases, grpcChange);
        GoldenReplay replay = replayer(http.port(), grpc.port(), NO_PAUSE)) {
      return replay.run(setup, chosen);
    }
  }

  private GoldenReplay replayer(int httpPort, int grpcPort, Pacer pacer) {
    return new GoldenReplay(
        new GoldenReplay.Target(httpPort, grpcPort), CASES, pacer, sharedMemory);
  }

  /** Does to the shared memory what the recorded server did before it answered. */
  private <A> A withSharedMemory(GoldenCase recorded, A answer) {
    SharedMemory.Check check = recorded.memory().check();
    if (check == null) {
      return answer;
    }
    Path file = sharedMemory.resolve(check.key().substring(1));
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(check.offset());
      channel.write(check.expected().asReadOnlyByteBuffer());
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
