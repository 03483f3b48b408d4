package dev.tandem.engine.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calling thread, and no other, give way to all threads of ordinary priority, where the
 * system allows it. Java's own priorities do nothing on Linux, and a thread of the lowest of the
 * system's own (nice 19) still ends its turn of milliseconds before one that wakes up; one of the
 * class SCHED_IDLE does not.
 */
final class QuietThread {
  private static final Logger logger = LoggerFactory.getLogger(QuietThread.class);

  /** Linux has it name the thread that reads it: {@code PROCESS/task/THREAD}. */
  private static final Path SELF = Path.of("/proc/thread-self");

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
    Process chrt =
        new ProcessBuilder("chrt", "-i", "-p", "0", threadId)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      chrt.getOutputStream().close();
      if (!chrt.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        logger.debug("load threads keep their ordinary priority: chrt does not end");
      } else if (chrt.exitValue() != 0) {
        logger.debug(
            "load threads keep their ordinary priority: chrt ends with {}", chrt.exitValue());
      }
    } finally {
      chrt.destroyForcibly();
    }
  }
}
