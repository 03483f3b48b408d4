package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One flag of the command line.
 *
 * @param fallback what stands for it where it is not given; empty if the lack of one means
 *     something
 */
record Flag<T>(String name, Tier tier, FlagType<T> type, Optional<String> fallback, String text) {
  Flag {
    requireNonNull(tier, "tier");
    requireNonNull(type, "type");
    requireNonNull(fallback, "fallback");
    requireNonNull(text, "text");
    requireNonNull(name, "name");
  }

  static <T> Flag<T> of(String name, Tier tier, FlagType<T> type, String fallback, String text) {
    return new Flag<>(name, tier, type, Optional.of(fallback), text);
  }

  static <T> Flag<T> withoutDefault(String name, Tier tier, FlagType<T> type, String text) {
    return new Flag<>(name, tier, type, Optional.empty(), text);
  }

  T parse(String value) throws StartFailure {
    return type.reader()
        .apply(value)
        .orElseThrow(
            () ->
                new StartFailure(
                    "%s: '%s' (expected: %s)".formatted(name, value, type.expected()), 1));
  }
}
