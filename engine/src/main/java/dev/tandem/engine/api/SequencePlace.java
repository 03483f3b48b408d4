package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

/** Where in which sequence a request stands. */
public record SequencePlace(SequenceId id, boolean start, boolean end) {
  /** That of a request by itself. */
  public static final SequencePlace NONE = new SequencePlace(SequenceId.NONE, false, false);

  private static final int MAX_TEXT_CHARACTERS = 128;

  public SequencePlace {
    requireNonNull(id, "id");
    if (id instanceof SequenceId.Named text && text.value().length() > MAX_TEXT_CHARACTERS) {
      throw new ServingException(
          Reason.UNSUPPORTED, "string correlation ID cannot be longer than 128 characters");
    }
  }

  /** The same as one object where it is that of a request by itself. */
  public static SequencePlace of(SequenceId id, boolean start, boolean end) {
    return id == SequenceId.NONE && !start && !end ? NONE : new SequencePlace(id, start, end);
  }
}
