package dev.tandem.tfserving.wire;

import io.grpc.Status;

/** How large a message an answer may be. */
public final class AnswerSize {
  private AnswerSize() {}

  /** The size of a message of {@code bytes} bytes, which is refused where none can be so large. */
  public static int of(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new TfServingException(
          Status.Code.RESOURCE_EXHAUSTED,
          "The answer has "
              + bytes
              + " bytes, more than the "
              + Integer.MAX_VALUE
              + " of a message");
    }
    return (int) bytes;
  }
}
