package dev.tandem.protobuf;

/** Bytes that are not a message of the kind expected. */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Without a stack trace, since only the sender is at fault. */
  public MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
