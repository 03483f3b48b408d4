package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is logged, in which form, and where to.
 *
 * @param verbose 0 for none; 1 adds debug lines, 2 and more add everything
 * @param file where all lines go; without it they go to the console
 */
public record LogOptions(
    int verbose, boolean info, boolean warning, boolean error, Format format, Optional<Path> file) {
  /** How a line begins. */
  public enum Format {
    /** {@code I0101 12:00:00.000000}. */
    DEFAULT,
    /** {@code 2024-01-01T12:00:00Z I}. */
    ISO8601
  }

  public LogOptions {
    requireNonNull(format, "format");
    requireNonNull(file, "file");
    if (verbose < 0) {
      throw new IllegalArgumentException("verbose: " + verbose + " (expected: >= 0)");
    }
  }
}
