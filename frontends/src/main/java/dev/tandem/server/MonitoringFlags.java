package dev.tandem.server;

import static dev.tandem.server.Tier.FREQUENT;

import java.nio.file.Path;
import java.util.List;

/** TensorFlow Serving's flag for metrics under its own names. */
final class MonitoringFlags {
  static final Flag<Path> MONITORING_CONFIG_FILE =
      Flag.withoutDefault(
          "--monitoring_config_file",
          FREQUENT,
          FlagType.path(),
          "A MonitoringConfig as text: at which path --rest_api_port shows TensorFlow Serving's"
              + " metrics.");

  static final List<Flag<?>> ALL = List.of(MONITORING_CONFIG_FILE);

  private MonitoringFlags() {}
}
