package dev.tandem.engine.stats;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How many samples fell between which limits; any thread may add. A sample that is a limit falls
 * above it.
 */
public final class Histogram {
  private final double[] limits;

  /** One more than there are limits, the last for what is above them all. */
  private final LongAdder[] counts;

  private final LongAdder sum = new LongAdder();

  private Histogram(double[] limits) {
    this.limits = limits;
    counts = Stream.generate(LongAdder::new).limit(limits.length + 1L).toArray(LongAdder[]::new);
  }

  /** With {@code count} limits, each {@code growth} times the one before it. */
  public static Histogram exponential(double first, double growth, int count) {
    return new Histogram(
        DoubleStream.iterate(first, limit -> limit * growth).limit(count).toArray());
  }

  public void add(long sample) {
    int from = 0;
    int to = limits.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sample < limits[middle]) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    counts[from].increment();
    sum.add(sample);
  }

  public HistogramCounts snapshot() {
    List<Long> inBuckets = Arrays.stream(counts).map(LongAdder::sum).toList();
    return new HistogramCounts(DoubleStream.of(limits).boxed().toList(), inBuckets, sum.sum());
  }
}
