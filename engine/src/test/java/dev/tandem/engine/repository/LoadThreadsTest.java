package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadThreadsTest {
  private static final Path SELF = Path.of("/proc/thread-self");
  private static final int ORDINARY = 0;

  private final LoadThreads threads = LoadThreads.start(2);

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void loadsOnThreadsThatGiveWay() {
    int nice = CompletableFuture.supplyAsync(LoadThreadsTest::nice, threads.quiet()).join();

    assertThat(nice).isEqualTo(quietest());
  }

  @Test
  void startsOrdinaryThreadsFromQuietOnes() {
    int nice =
        CompletableFuture.supplyAsync(
                () -> threads.ordinarily(LoadThreadsTest::niceOfAThreadStartedHere),
                threads.quiet())
            .join();

    assertThat(nice).isEqualTo(ORDINARY);
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

  private static int niceOfAThreadStartedHere() {
    CompletableFuture<Integer> nice = new CompletableFuture<>();
    new Thread(() -> nice.complete(nice())).start();
    return nice.join();
  }

  /** The value that {@code /proc} gives for the calling thread, as far as there is one. */
  private static int nice() {
    if (!Files.exists(SELF)) {
      return ORDINARY;
    }
    try {
      String stat = Files.readString(SELF.resolve("stat"));
      String[] behindTheName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Integer.parseInt(behindTheName[16]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int quietest() {
    boolean renice =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .map(folder -> Path.of(folder, "renice"))
            .anyMatch(Files::isExecutable);
    return Files.exists(SELF) && renice ? 19 : ORDINARY;
  }
}
