package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.stats.ModelCounters;
import org.agrona.concurrent.NanoClock;

/** Counts the answers of a decoupled model one by one; belongs to whoever gives them. */
public final class AnswerTimes {
  private final ModelCounters counters;
  private final NanoClock clock;
  private boolean counts;
  private int index;
  private long startNs;

  public AnswerTimes(ModelCounters counters, NanoClock clock) {
    this.counters = counters;
    this.clock = clock;
  }

  /** Nothing is counted until a run begins. */
  void reset() {
    counts = false;
  }

  /** A run begins; others than those of decoupled models are not counted. */
  public void begin(boolean decoupled, long nowNs) {
    counts = decoupled;
    index = 0;
    startNs = nowNs;
  }

  /** The next answer, which the model gave at {@code outputNs}, is ready. */
  public void answered(boolean empty, long outputNs) {
    if (!counts) {
      return;
    }
    long nowNs = clock.nanoTime();
    if (empty) {
      counters.responsesEnded(index, startNs, nowNs);
    } else {
      counters.responseSucceeded(index, startNs, outputNs, nowNs);
    }
    index++;
    startNs = nowNs;
  }

  public void failed(Reason reason) {
    if (counts) {
      counters.responseFailed(index, FailureKinds.of(reason), startNs, clock.nanoTime());
    }
  }
}
