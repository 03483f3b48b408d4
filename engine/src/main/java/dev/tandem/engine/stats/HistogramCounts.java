package dev.tandem.engine.stats;

import java.util.List;

/**
 * What a histogram counted.
 *
 * @param limits upper bounds of the buckets, ascending, which belong to the next one
 * @param counts of each bucket, and of what is above the last limit
 * @param sum of all samples
 */
public record HistogramCounts(List<Double> limits, List<Long> counts, long sum) {
  public HistogramCounts {
    limits = List.copyOf(limits);
    counts = List.copyOf(counts);
    if (counts.size() != limits.size() + 1) {
      throw new IllegalArgumentException(
          "counts: " + counts.size() + " (expected: one more than " + limits.size() + " limits)");
    }
  }
}
