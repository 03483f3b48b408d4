package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadThreadsTest {
  private static final Path SELF = Path.of("/proc/thread-self");
  private static final int ORDINARY = 0;
  private static final int IDLE = 5;

  private final LoadThreads threads = LoadThreads.start(2);

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void loadsAndFreesOnThreadsThatGiveWay() {
    for (Executor executor : List.of(threads.quiet(), threads.closing())) {
      int policy = CompletableFuture.supplyAsync(LoadThreadsTest::policy, executor).join();

      assertThat(policy).isEqualTo(quietest());
    }
  }

  @Test
  void startsOrdinaryThreadsFromQuietOnes() {
    int policy =
        CompletableFuture.supplyAsync(
                () -> threads.ordinarily(LoadThreadsTest::policyOfAThreadStartedHere),
                threads.quiet())
            .join();

    assertThat(policy).isEqualTo(ORDINARY);
  }

  @Test
  void throwsWhatATaskThrows() {
    assertThatThrownBy(
            () ->
                threads.ordinarily(
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken");
    assertThatThrownBy(
            () ->
                threads.ordinarily(
                    () -> {
                      throw new OutOfMemoryError("threads");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
  }

  private static int policyOfAThreadStartedHere() {
    CompletableFuture<Integer> policy = new CompletableFuture<>();
    new Thread(() -> policy.complete(policy())).start();
    return policy.join();
  }

  /**
   * The scheduling class that {@code /proc} gives for the calling thread, as far as there is one.
   */
  private static int policy() {
    if (!Files.exists(SELF)) {
      return ORDINARY;
    }
    try {
      String stat = Files.readString(SELF.resolve("stat"));
      String[] behindTheName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Integer.parseInt(behindTheName[38]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int quietest() {
    boolean chrt =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .map(folder -> Path.of(folder, "chrt"))
            .anyMatch(Files::isExecutable);
    return Files.exists(SELF) && chrt ? IDLE : ORDINARY;
  }
}
