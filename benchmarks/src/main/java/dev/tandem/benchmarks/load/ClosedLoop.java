package dev.tandem.benchmarks.load;

import dev.tandem.benchmarks.figures.Latencies;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Callers who each send their next request when the last one is answered, until time is up or there
 * is none left. All but {@link #await} belongs to one event loop.
 */
final class ClosedLoop implements Answers {
  private final Latencies latencies = new Latencies();
  private final RunEnd end = new RunEnd();
  private final long startNs = System.nanoTime();
  private final long lengthNs;
  private final BooleanSupplier hasNext;
  private int callers;
  private long failed;
  private long answerBytes;

  ClosedLoop(int callers, Duration duration, BooleanSupplier hasNext) {
    this.callers = callers;
    this.lengthNs = duration.toNanos();
    this.hasNext = hasNext;
  }

  @Override
  public boolean answered(long sentNs, boolean good, long bytes) {
    long nowNs = System.nanoTime();
    if (good) {
      latencies.add(nowNs - sentNs);
      answerBytes += bytes;
    } else {
      failed++;
    }
    if (nowNs - startNs < lengthNs && hasNext.getAsBoolean()) {
      return true;
    }
    if (--callers == 0) {
      end.complete(new LoadRun(latencies, failed, answerBytes, nowNs - startNs));
    }
    return false;
  }

  @Override
  public void fail(Throwable cause) {
    end.fail(cause);
  }

  LoadRun await() {
    return end.await(lengthNs);
  }
}
