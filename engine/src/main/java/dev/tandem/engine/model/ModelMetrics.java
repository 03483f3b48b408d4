package dev.tandem.engine.model;

import java.util.List;
import java.util.Optional;

/** Changes to the metrics of one model. */
public record ModelMetrics(List<MetricControl> controls) {

  /** The settings of one metric family; buckets only where the family is to be a histogram. */
  public record MetricControl(Optional<String> family, Optional<List<Double>> histogramBuckets) {
    public MetricControl {
      histogramBuckets = histogramBuckets.map(List::copyOf);
    }
  }

  public ModelMetrics {
    controls = List.copyOf(controls);
  }
}
