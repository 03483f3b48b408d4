package dev.tandem.benchmarks.soak;

import dev.tandem.benchmarks.figures.Figure;
import dev.tandem.benchmarks.figures.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The medians of the four quarters of a run, of a figure that is to become level. */
record Levels(double first, double second, double third, double last) {
  private static final int QUARTERS = 4;

  /** Samples in the order they were taken, four at least. */
  static Levels of(List<Double> samples) {
    if (samples.size() < QUARTERS) {
      throw new IllegalArgumentException("samples: " + samples.size() + " (expected: >= 4)");
    }
    List<Double> medians = new ArrayList<>();
    for (int i = 0; i < QUARTERS; i++) {
      int from = samples.size() * i / QUARTERS;
      int to = samples.size() * (i + 1) / QUARTERS;
      medians.add(Median.of(samples.subList(from, to), Double::doubleValue));
    }
    return new Levels(medians.get(0), medians.get(1), medians.get(2), medians.get(3));
  }

  /**
   * What is wrong, where the last quarter lies further above the second than is allowed: the first
   * is that of a server that still warms up.
   */
  Optional<String> growth(double allowedShare, double allowedMore) {
    double most = second * (1 + allowedShare) + allowedMore;
    return last <= most
        ? Optional.empty()
        : Optional.of(
            "grew from %s to %s (allowed: %s)"
                .formatted(Figure.of(second), Figure.of(last), Figure.of(most)));
  }

  @Override
  public String toString() {
    return "%s, %s, %s, %s"
        .formatted(Figure.of(first), Figure.of(second), Figure.of(third), Figure.of(last));
  }
}
