package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import dev.tandem.http.AllowedOrigins;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What can stand after a flag's equals sign.
 *
 * @param label how the help calls it
 * @param expected what a value must be, for the message about one that is not
 * @param bare the value that the flag alone stands for; empty if it needs one
 * @param reader gives the value, or nothing for a text that is none
 */
record FlagType<T>(
    String label, String expected, Optional<String> bare, Function<String, Optional<T>> reader) {
  private static final Map<String, Boolean> BOOLEANS =
      Map.of("true", true, "on", true, "1", true, "false", false, "off", false, "0", false);

  FlagType {
    requireNonNull(label, "label");
    requireNonNull(expected, "expected");
    requireNonNull(bare, "bare");
    requireNonNull(reader, "reader");
  }

  static FlagType<Boolean> bool() {
    return new FlagType<>(
        "<boolean>", "true, on, 1, false, off or 0", Optional.of("true"), FlagType::readBoolean);
  }

  static FlagType<Integer> port() {
    return new FlagType<>(
        "<port>",
        "a port from 0 to " + ListenerOptions.MAX_PORT,
        Optional.empty(),
        text -> readInteger(text, 0, ListenerOptions.MAX_PORT).map(Math::toIntExact));
  }

  static FlagType<Integer> count(int min) {
    return new FlagType<>(
        "<integer>",
        "an integer from " + min,
        Optional.empty(),
        text -> readInteger(text, min, Integer.MAX_VALUE).map(Math::toIntExact));
  }

  /** A level, where a boolean stands for 0 or 1. */
  static FlagType<Integer> level() {
    return new FlagType<>(
        "<integer>",
        "an integer from 0, or a boolean",
        Optional.of("1"),
        text ->
            readInteger(text, 0, Integer.MAX_VALUE)
                .map(Math::toIntExact)
                .or(() -> readBoolean(text).map(on -> on ? 1 : 0)));
  }

  static FlagType<Long> byteSize() {
    return new FlagType<>(
        "<bytes>",
        "an integer",
        Optional.empty(),
        text -> readInteger(text, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  static FlagType<Duration> seconds(int min) {
    return duration("<seconds>", min, Duration::ofSeconds);
  }

  static FlagType<Duration> millis(int min) {
    return duration("<milliseconds>", min, Duration::ofMillis);
  }

  static FlagType<Duration> micros(int min) {
    return new FlagType<>(
        "<microseconds>",
        "an integer from " + min,
        Optional.empty(),
        text ->
            readInteger(text, min, Long.MAX_VALUE / 1000)
                .map(micros -> Duration.of(micros, ChronoUnit.MICROS)));
  }

  static FlagType<String> text(String label) {
    return new FlagType<>(
        label,
        "a text that is not empty",
        Optional.empty(),
        text -> Optional.of(text).filter(given -> !given.isBlank()));
  }

  static FlagType<Path> path() {
    return new FlagType<>("<path>", "a path", Optional.empty(), FlagType::readPath);
  }

  /** A path, where an empty text stands for none. */
  static FlagType<Optional<Path>> pathOrNone() {
    return new FlagType<>("<path>", "a path", Optional.empty(), FlagType::readPathOrNone);
  }

  static FlagType<BackendSetting> backendSetting() {
    return new FlagType<>(
        "<backend>,<setting>=<value>",
        "<backend>,<setting>=<value> or <setting>=<value>",
        Optional.empty(),
        BackendSetting::read);
  }

  static FlagType<BackendSetting> cacheSetting() {
    return new FlagType<>(
        "<cache>,<setting>=<value>",
        "<cache>,<setting>=<value>",
        Optional.empty(),
        text -> BackendSetting.read(text).filter(setting -> !setting.backend().isEmpty()));
  }

  static FlagType<ResourceCount> resourceCount() {
    return new FlagType<>(
        "<name>:<count>[:<device>]",
        "<name>:<count> for each device, or <name>:<count>:<device>",
        Optional.empty(),
        ResourceCount::read);
  }

  static FlagType<AllowedOrigins> origins() {
    return new FlagType<>(
        "<origins>",
        "* or origins such as https://example.org or http://localhost:3000, with commas between",
        Optional.empty(),
        AllowedOrigins::read);
  }

  static <T> FlagType<T> choice(String label, String expected, Map<String, T> choices) {
    return new FlagType<>(
        label, expected, Optional.empty(), text -> Optional.ofNullable(choices.get(text)));
  }

  private static FlagType<Duration> duration(String unit, int min, LongFunction<Duration> factory) {
    return new FlagType<>(
        unit,
        "an integer from " + min,
        Optional.empty(),
        text -> readInteger(text, min, Integer.MAX_VALUE).map(factory::apply));
  }

  private static Optional<Boolean> readBoolean(String text) {
    return Optional.ofNullable(BOOLEANS.get(text.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Long> readInteger(String text, long min, long max) {
    try {
      long value = Long.parseLong(text);
      return value < min || value > max ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("OptionalMapToOptional") // the outer one says whether the text can be read
  private static Optional<Optional<Path>> readPathOrNone(String text) {
    return text.isEmpty() ? Optional.of(Optional.empty()) : readPath(text).map(Optional::of);
  }

  private static Optional<Path> readPath(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
