package dev.tandem.tfserving.metrics;

import java.util.List;
import java.util.Locale;

/** A metric with all its series at one moment, under the path that TensorFlow names it by. */
record Metric(String path, Kind kind, List<Series> series) {
  Metric {
    series = List.copyOf(series);
  }

  /** What the values of a metric are. */
  enum Kind {
    COUNTER,
    HISTOGRAM;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
