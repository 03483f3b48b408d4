package dev.tandem.kserve.wire;

import static java.util.Objects.requireNonNull;

/**
 * What the server logs.
 *
 * @param file where all lines go; empty for the console
 * @param format {@link #DEFAULT} or {@link #ISO8601}
 */
public record LogSettings(
    String file, boolean info, boolean warning, boolean error, int verboseLevel, String format) {
  public static final String DEFAULT = "default";
  public static final String ISO8601 = "ISO8601";

  public LogSettings {
    requireNonNull(file, "file");
    if (!isFormat(format)) {
      throw new IllegalArgumentException("format: " + format);
    }
    if (verboseLevel < 0) {
      throw new IllegalArgumentException("verboseLevel: " + verboseLevel + " (expected: >= 0)");
    }
  }

  static boolean isFormat(String text) {
    return text.equals(DEFAULT) || text.equals(ISO8601);
  }

  /** More than there are levels is as good as all of them. */
  static int clampedLevel(long level) {
    return (int) Math.min(level, Integer.MAX_VALUE);
  }

  LogSettings withInfo(boolean value) {
    return new LogSettings(file, value, warning, error, verboseLevel, format);
  }

  LogSettings withWarning(boolean value) {
    return new LogSettings(file, info, value, error, verboseLevel, format);
  }

  LogSettings withError(boolean value) {
    return new LogSettings(file, info, warning, value, verboseLevel, format);
  }

  LogSettings withVerboseLevel(int value) {
    return new LogSettings(file, info, warning, error, value, format);
  }

  LogSettings withFormat(String value) {
    return new LogSettings(file, info, warning, error, verboseLevel, value);
  }
}
