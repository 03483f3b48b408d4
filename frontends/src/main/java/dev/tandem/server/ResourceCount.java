package dev.tandem.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much there is of a resource.
 *
 * @param ofDevice whether that is said of the processors, which are the only device, by its number
 */
record ResourceCount(String name, long count, boolean ofDevice) {
  private static final Pattern FORM = Pattern.compile("([^:]+):(\\d{1,9})(:0)?");

  /** Reads {@code name:count} or {@code name:count:0}. */
  static Optional<ResourceCount> read(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ResourceCount(
                matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3) != null))
        : Optional.empty();
  }
}
