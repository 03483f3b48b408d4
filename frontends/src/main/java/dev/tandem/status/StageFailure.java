package dev.tandem.status;

import java.util.concurrent.CompletionException;

/** What made a stage fail, without what the stages after it wrapped around. */
public final class StageFailure {
  private StageFailure() {}

  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
