package dev.tandem.engine.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What is wrong with a model, for the person who can repair it.
 *
 * @param reason in one sentence, in Triton's words where it has some
 * @param correction the lines of config.pbtxt as they should be, where they can be told
 */
public record Finding(Stage stage, Kind kind, String reason, Optional<String> correction) {
  /** How far the model came. */
  public enum Stage {
    /**
     * The configuration cannot be read or contradicts itself: the server does not know the model.
     */
    POLL,
    /** The model is known, but none of its versions can be tried. */
    MODEL,
    /** A version was tried and cannot serve. */
    VERSION
  }

  /** Whose fault it is; clients read the words in front of the reason. */
  public enum Kind {
    INVALID_ARGUMENT("Invalid argument"),
    UNSUPPORTED("Unsupported"),
    UNAVAILABLE("Unavailable"),
    INTERNAL("Internal");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  public Finding {
    requireNonNull(stage, "stage");
    requireNonNull(kind, "kind");
    requireNonNull(reason, "reason");
    requireNonNull(correction, "correction");
  }

  /** A configuration that cannot be served, found as late as can be. */
  public static Finding of(String reason) {
    return of(Kind.INVALID_ARGUMENT, reason);
  }

  public static Finding of(Kind kind, String reason) {
    return new Finding(Stage.VERSION, kind, reason, Optional.empty());
  }

  public Finding at(Stage newStage) {
    return new Finding(newStage, kind, reason, correction);
  }

  public Finding withCorrection(String lines) {
    return new Finding(stage, kind, reason, Optional.of(lines));
  }

  /** The reason with its kind in front, as the repository index shows it. */
  public String text() {
    return kind.words() + ": " + reason;
  }

  /**
   * The reason and what to change, in one line for the log, which escapes double quotes;
   * config.pbtxt takes either kind.
   */
  public String logLine() {
    return correction
        .map(lines -> lines.replaceAll("\\s*\\R\\s*", " "))
        .map(line -> line.contains("'") || line.contains("\\") ? line : line.replace('"', '\''))
        .map(line -> reason + "; config.pbtxt should say: " + line)
        .orElse(reason);
  }
}
