package dev.tandem.server;

/** A start that cannot go on for a reason that the user can do something about. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param message what the user reads, as it is
   * @param exitCode the status that the process ends with
   */
  public StartFailure(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
