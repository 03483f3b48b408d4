package dev.tandem.engine.backend.identity;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** How long loading and each execution take, beyond the work itself. */
record Delays(Duration creation, Duration execution) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  static Delays of(ModelConfig config) {
    return new Delays(
        delay(config, "creation_delay_sec", ChronoUnit.SECONDS),
        delay(config, "execute_delay_ms", ChronoUnit.MILLIS));
  }

  private static Duration delay(ModelConfig config, String key, ChronoUnit unit) {
    String value = config.parameters().getOrDefault(key, "0");
    if (!NUMBER.matcher(value).matches()) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "model '%s': parameter '%s': '%s' (expected: a number >= 0)"
              .formatted(config.name(), key, value));
    }
    return Duration.of(Long.parseLong(value), unit);
  }
}
