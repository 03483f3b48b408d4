package dev.tandem.engine.stats;

import java.util.concurrent.atomic.LongAdder;

/** A {@link DurationTotal} that many threads add to. */
final class DurationCounter {
  private final LongAdder count = new LongAdder();
  private final LongAdder ns = new LongAdder();

  void add(long durationNs) {
    count.increment();
    ns.add(Math.max(0, durationNs));
  }

  /** Makes what is counted already longer. */
  void addNs(long durationNs) {
    ns.add(Math.max(0, durationNs));
  }

  long count() {
    return count.sum();
  }

  DurationTotal total() {
    return new DurationTotal(count.sum(), ns.sum());
  }
}
