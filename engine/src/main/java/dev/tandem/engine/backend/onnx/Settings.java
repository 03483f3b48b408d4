package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Typed reading of a map of settings in which any other key may stand too. */
record Settings(String owner, Map<String, String> values) {
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  Settings {
    values = Map.copyOf(values);
  }

  Optional<Integer> count(String key) {
    return text(key, COUNT, "a number >= 0").map(Integer::valueOf);
  }

  Optional<Boolean> flag(String key) {
    return text(key)
        .map(
            value ->
                switch (value) {
                  case "1", "true", "on" -> true;
                  case "0", "false", "off" -> false;
                  default -> throw refused(key, value, "0 or 1");
                });
  }

  Optional<String> text(String key, Pattern pattern, String expected) {
    text(key)
        .filter(value -> !pattern.matcher(value).matches())
        .ifPresent(
            value -> {
              throw refused(key, value, expected);
            });
    return text(key);
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  private ServingException refused(String key, String value, String expected) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "%s: parameter '%s': '%s' (expected: %s)".formatted(owner, key, value, expected));
  }
}
