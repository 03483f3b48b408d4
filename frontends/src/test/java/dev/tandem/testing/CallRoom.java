package dev.tandem.testing;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.grpc.CallResources;

/** What calls draw on where a test does not look at it; what is for a worker is done at once. */
public final class CallRoom {
  public static final CallResources UNBOUNDED = unread(new ByteBudget(Long.MAX_VALUE));

  private static final long MAX_UNPACKED_BYTES = 1 << 20;

  private CallRoom() {}

  /** With no room for more than {@code unread} says of answers that nobody reads. */
  public static CallResources unread(ByteBudget unread) {
    return new CallResources(
        new ByteBudget(Long.MAX_VALUE), MAX_UNPACKED_BYTES, unread, Runnable::run);
  }
}
