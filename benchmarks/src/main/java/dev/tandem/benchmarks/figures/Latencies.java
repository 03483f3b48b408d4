package dev.tandem.benchmarks.figures;

import java.util.Arrays;

/** How long each request of a run took; belongs to the thread that adds. */
public final class Latencies {
  private static final double NANOS_PER_MICRO = 1_000;

  private long[] nanos = new long[1024];
  private int count;

  public void add(long durationNs) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = durationNs;
  }

  public int count() {
    return count;
  }

  /** NaN where there are none. */
  public double meanMicros() {
    return Arrays.stream(nanos, 0, count).average().orElse(Double.NaN) / NANOS_PER_MICRO;
  }

  /**
   * The smallest duration that {@code percent} of all do not exceed; NaN where there are none.
   *
   * @param percent above 0, at most 100
   */
  public double percentileMicros(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent: " + percent + " (expected: above 0 to 100)");
    }
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted[rank - 1] / NANOS_PER_MICRO;
  }
}
