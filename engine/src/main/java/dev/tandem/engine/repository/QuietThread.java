package dev.tandem.engine.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calling thread, and no other, give way to all threads of ordinary priority, where the
 * system allows it. Java's own priorities do nothing on Linux.
 */
final class QuietThread {
  private static final Logger logger = LoggerFactory.getLogger(QuietThread.class);

  /** Linux has it name the thread that reads it: {@code PROCESS/task/THREAD}. */
  private static final Path SELF = Path.of("/proc/thread-self");

  private static final String LOWEST = "19";
  private static final long PATIENCE_SECONDS = 2;

  private QuietThread() {}

  static void begin() {
    try {
      lower(Files.readSymbolicLink(SELF).getFileName().toString());
    } catch (IOException | UnsupportedOperationException e) {
      logger.debug("load threads keep their ordinary priority: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void lower(String threadId) throws IOException, InterruptedException {
    Process renice =
        new ProcessBuilder("renice", "-n", LOWEST, "-p", threadId)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      renice.getOutputStream().close();
      if (!renice.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        logger.debug("load threads keep their ordinary priority: renice does not end");
      } else if (renice.exitValue() != 0) {
        logger.debug(
            "load threads keep their ordinary priority: renice ends with {}", renice.exitValue());
      }
    } finally {
      renice.destroyForcibly();
    }
  }
}
