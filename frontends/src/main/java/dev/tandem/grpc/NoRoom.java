package dev.tandem.grpc;

import dev.tandem.engine.tensor.ByteBudget;
import io.grpc.Status;

/** What becomes of an answer that others, which callers have not read, leave no room for. */
final class NoRoom {
  private NoRoom() {}

  static Status status(int bytes, ByteBudget unread) {
    return Status.UNAVAILABLE.withDescription(
        "Exceeds maximum bytes in flight: an answer has "
            + bytes
            + " bytes, and answers that callers have not read hold "
            + unread.reserved()
            + " of "
            + unread.capacity()
            + ". Use --max-in-flight-bytes to increase the limit.");
  }
}
