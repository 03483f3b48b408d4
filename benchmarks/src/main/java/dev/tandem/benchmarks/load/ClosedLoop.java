package dev.tandem.benchmarks.load;

import dev.tandem.benchmarks.figures.Latencies;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Callers who each send their next request when the last one is answered, until time is up. All but
 * {@link #await} belongs to one event loop.
 */
final class ClosedLoop {
  private static final long ANSWER_SECONDS = 60;

  private final Latencies latencies = new Latencies();
  private final CompletableFuture<LoadRun> done = new CompletableFuture<>();
  private final long startNs = System.nanoTime();
  private final long lengthNs;
  private int callers;
  private long failed;
  private long answerBytes;

  ClosedLoop(int callers, Duration duration) {
    this.callers = callers;
    this.lengthNs = duration.toNanos();
  }

  /** Counts an answer to what was sent at {@code sentNs}; says whether to send again. */
  boolean answered(long sentNs, boolean good, long bytes) {
    long nowNs = System.nanoTime();
    if (good) {
      latencies.add(nowNs - sentNs);
      answerBytes += bytes;
    } else {
      failed++;
    }
    if (nowNs - startNs < lengthNs) {
      return true;
    }
    if (--callers == 0) {
      done.complete(new LoadRun(latencies, failed, answerBytes, nowNs - startNs));
    }
    return false;
  }

  /** Ends the run at once: a connection is gone. */
  void fail(Throwable cause) {
    done.completeExceptionally(cause);
  }

  LoadRun await() {
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
