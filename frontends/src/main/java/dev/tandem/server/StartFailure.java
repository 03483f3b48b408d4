package dev.tandem.server;

import dev.tandem.tfserving.wire.TfServingException;

/** A start that cannot go on for a reason that the user can do something about. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int TF_SERVING_EXIT_CODE = 255;

  private final int exitCode;

  /**
   * @param message what the user reads, as it is
   * @param exitCode the status that the process ends with
   */
  public StartFailure(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** As TensorFlow Serving's process ends where it cannot start. */
  static StartFailure ofTfServing(TfServingException refusal) {
    return ofTfServing(refusal.code() + ": " + refusal.logLine());
  }

  /** The same for {@code error}, a code and a text. */
  static StartFailure ofTfServing(String error) {
    return new StartFailure("Failed to start server. Error: " + error, TF_SERVING_EXIT_CODE);
  }

  /** Whether the message is one that TensorFlow Serving's users know, and wants no preface. */
  boolean isOfTfServing() {
    return exitCode == TF_SERVING_EXIT_CODE;
  }

  public int exitCode() {
    return exitCode;
  }
}
