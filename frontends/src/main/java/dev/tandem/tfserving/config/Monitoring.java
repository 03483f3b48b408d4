package dev.tandem.tfserving.config;

import dev.tandem.proto.tfserving.MonitoringConfig;
import dev.tandem.proto.tfserving.PrometheusConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where TensorFlow Serving's metrics are shown.
 *
 * @param path none where they are not shown at all
 */
public record Monitoring(Optional<String> path) {
  public static final String DEFAULT_PATH = "/monitoring/prometheus/metrics";

  /**
   * What the file of {@code --monitoring_config_file} says: a MonitoringConfig as text; throws
   * {@link dev.tandem.tfserving.wire.TfServingException} where it cannot be read or is not in
   * order.
   */
  public static Monitoring read(Path file) {
    MonitoringConfig.Builder config = MonitoringConfig.newBuilder();
    ProtoTextFile.merge(file, config);
    PrometheusConfig page = config.getPrometheusConfig();
    if (!page.getEnable()) {
      return new Monitoring(Optional.empty());
    }
    return new Monitoring(Optional.of(page.getPath().isEmpty() ? DEFAULT_PATH : page.getPath()));
  }
}
