package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered as asked, with the reason in our words and a message for the
 * caller.
 */
public final class ServingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** A fault of the caller's: without a stack trace, which costs more than the refusal itself. */
  public ServingException(Reason reason, String message) {
    super(requireNonNull(message, "message"), null, false, false);
    this.reason = requireNonNull(reason, "reason");
  }

  public ServingException(Reason reason, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message"), cause);
    this.reason = requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }

  /** The message, which is never absent. */
  public String text() {
    return requireNonNull(getMessage(), "message");
  }
}
