package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.ModelMetrics.MetricControl;
import dev.tandem.proto.kserve.ModelMetrics;
import java.util.List;
import java.util.Optional;

/** {@link dev.tandem.engine.model.ModelMetrics} and its message. */
final class MetricsProto {
  private MetricsProto() {}

  static dev.tandem.engine.model.ModelMetrics read(ModelMetrics message) {
    return new dev.tandem.engine.model.ModelMetrics(
        Lists.map(message.getMetricControlList(), MetricsProto::read));
  }

  static ModelMetrics write(dev.tandem.engine.model.ModelMetrics metrics) {
    return ModelMetrics.newBuilder()
        .addAllMetricControl(Lists.map(metrics.controls(), MetricsProto::write))
        .build();
  }

  private static MetricControl read(ModelMetrics.MetricControl message) {
    Optional<String> family = Optional.empty();
    if (message.hasMetricIdentifier()) {
      family = Optional.of(message.getMetricIdentifier().getFamily());
    }
    Optional<List<Double>> buckets = Optional.empty();
    if (message.hasHistogramOptions()) {
      buckets = Optional.of(message.getHistogramOptions().getBucketsList());
    }
    return new MetricControl(family, buckets);
  }

  private static ModelMetrics.MetricControl write(MetricControl control) {
    ModelMetrics.MetricControl.Builder message = ModelMetrics.MetricControl.newBuilder();
    control.family().ifPresent(family -> message.getMetricIdentifierBuilder().setFamily(family));
    control
        .histogramBuckets()
        .ifPresent(buckets -> message.getHistogramOptionsBuilder().addAllBuckets(buckets));
    return message.build();
  }
}
