package dev.tandem.benchmarks.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a run came to, for the one who waits for it. */
final class RunEnd {
  private static final long ANSWER_SECONDS = 60;

  private final CompletableFuture<LoadRun> done = new CompletableFuture<>();

  void complete(LoadRun run) {
    done.complete(run);
  }

  void fail(Throwable cause) {
    done.completeExceptionally(cause);
  }

  /**
   * @param lengthNs how long the run sends; its last answers may take longer
   */
  LoadRun await(long lengthNs) {
    try {
      return done.get(lengthNs + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the load broke off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
