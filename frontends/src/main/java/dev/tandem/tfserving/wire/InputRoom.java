package dev.tandem.tfserving.wire;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;

/**
 * What the tensors of requests draw on.
 *
 * @param budget how many bytes all requests may hold together
 * @param leastBytes that any request may have, however short it is
 */
public record InputRoom(NativePool pool, ByteBudget budget, long leastBytes) {
  /** Values that are sent one by one take no more than this for each byte of their message. */
  private static final long TIMES_AS_LARGE = 16;

  public InputRoom {
    requireNonNull(pool, "pool");
    requireNonNull(budget, "budget");
  }

  /** For a message of {@code bytes} bytes that nobody has counted. */
  public InputMemory forMessage(int bytes, boolean onLoop) {
    return new InputMemory(this, most(bytes), 0, onLoop);
  }

  /** For a body of {@code bytes} bytes that the budget holds already, as long as the request. */
  public InputMemory forBody(int bytes, boolean onLoop) {
    return new InputMemory(this, most(bytes), bytes, onLoop);
  }

  private long most(int bytes) {
    return Math.max(leastBytes, bytes * TIMES_AS_LARGE);
  }
}
