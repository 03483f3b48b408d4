package dev.tandem.server;

import java.util.Optional;

/**
 * One setting of a backend.
 *
 * @param backend empty if the setting is for every backend
 */
record BackendSetting(String backend, String name, String value) {
  /** Reads {@code backend,name=value} or {@code name=value}. */
  static Optional<BackendSetting> read(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return Optional.empty();
    }
    String key = text.substring(0, equals);
    int comma = key.indexOf(',');
    String backend = key.substring(0, Math.max(comma, 0));
    String name = key.substring(comma + 1);
    boolean complete = !name.isEmpty() && (comma < 0 || !backend.isEmpty());
    return complete
        ? Optional.of(new BackendSetting(backend, name, text.substring(equals + 1)))
        : Optional.empty();
  }
}
