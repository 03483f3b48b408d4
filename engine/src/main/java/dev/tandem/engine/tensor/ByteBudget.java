package dev.tandem.engine.tensor;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that all who draw on it may hold together; for any thread. */
public final class ByteBudget {
  private final long capacity;
  private final AtomicLong reserved = new AtomicLong();

  public ByteBudget(long capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 0)");
    }
    this.capacity = capacity;
  }

  public long capacity() {
    return capacity;
  }

  /** Bytes that are held now. */
  public long reserved() {
    return reserved.get();
  }

  /**
   * Reserves {@code bytes} where that many are left; whoever got them gives them back with {@link
   * #release}.
   */
  public boolean tryReserve(long bytes) {
    if (bytes < 0 || bytes > capacity) {
      return false;
    }
    if (reserved.addAndGet(bytes) <= capacity) {
      return true;
    }
    reserved.addAndGet(-bytes);
    return false;
  }

  public void release(long bytes) {
    reserved.addAndGet(-bytes);
  }
}
