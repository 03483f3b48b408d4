package dev.tandem.server;

import static dev.tandem.server.Tier.FREQUENT;
import static dev.tandem.server.Tier.RARE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the metrics pages show. */
final class MonitoringFlags {
  static final Flag<Path> MONITORING_CONFIG_FILE =
      Flag.withoutDefault(
          "--monitoring_config_file",
          FREQUENT,
          FlagType.path(),
          "A MonitoringConfig as text: at which path --rest_api_port shows TensorFlow Serving's"
              + " metrics.");

  static final Flag<Boolean> ALLOW_GPU_METRICS =
      Flag.of(
          "--allow-gpu-metrics",
          RARE,
          FlagType.bool(),
          "true",
          "Show what NVIDIA's GPUs do, where there are some.");
  static final Flag<Duration> METRICS_INTERVAL =
      Flag.of(
          "--metrics-interval-ms",
          RARE,
          FlagType.millis(0),
          "2000",
          "How old that may be: GPUs are asked when somebody asks for metrics.");

  static final List<Flag<?>> ALL =
      List.of(MONITORING_CONFIG_FILE, ALLOW_GPU_METRICS, METRICS_INTERVAL);

  private MonitoringFlags() {}
}
