package dev.tandem.server;

import java.util.List;

/** What a server says of itself once it is up: its models, then its ports. */
final class StartupReport {
  private StartupReport() {}

  static String of(List<ModelRow> models, List<PortRow> ports) {
    return ofModels(models)
        + "\n"
        + TextTable.of(
            List.of("Port", "Address", "Speaks"),
            ports.stream()
                .map(row -> List.of(row.portText(), row.address(), row.speaks()))
                .toList());
  }

  static String ofModels(List<ModelRow> models) {
    return models.isEmpty()
        ? "No models.\n"
        : TextTable.of(
            List.of("Model", "Version", "State", "Reason"),
            models.stream()
                .map(row -> List.of(row.name(), row.version(), row.state(), row.reason()))
                .toList());
  }
}
