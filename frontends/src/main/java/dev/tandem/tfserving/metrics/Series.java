package dev.tandem.tfserving.metrics;

import dev.tandem.engine.stats.HistogramCounts;
import java.util.ArrayList;
import java.util.List;

/** One value of a metric under its labels. */
record Series(List<Label> labels, Value value) {
  Series {
    labels = List.copyOf(labels);
  }

  /** With labels as pairs of a name and a value. */
  static Series of(Value value, String... namesAndValues) {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.add(new Label(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Series(labels, value);
  }

  record Label(String name, String value) {}

  /** What a series can hold. */
  sealed interface Value {}

  record Count(long value) implements Value {}

  record Distribution(HistogramCounts counts) implements Value {}
}
