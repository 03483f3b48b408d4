package dev.tandem.engine.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A block of native memory on loan. Whoever holds a share closes it exactly once; the last to do so
 * gives the block back, and no view of it may be used after that.
 */
public final class Lease implements AutoCloseable {
  private static final AtomicIntegerFieldUpdater<Lease> SHARES =
      AtomicIntegerFieldUpdater.newUpdater(Lease.class, "shares");

  private final ByteBuffer memory;
  private final Runnable giveBack;
  private volatile int shares = 1;

  Lease(ByteBuffer memory, Runnable giveBack) {
    this.memory = memory;
    this.giveBack = giveBack;
  }

  /** A view of the whole block with a position of its own. */
  public ByteBuffer view() {
    if (shares <= 0) {
      throw new IllegalStateException("lease: used after its last share was closed");
    }
    return memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** One more share, to be closed by whoever it is handed to. */
  public Lease share() {
    if (!tryShare()) {
      throw new IllegalStateException("lease: shared after its last share was closed");
    }
    return this;
  }

  /** One more share, as {@link #share}, unless the last one was closed already. */
  public boolean tryShare() {
    return SHARES.getAndUpdate(this, held -> held > 0 ? held + 1 : held) > 0;
  }

  @Override
  public void close() {
    int held = SHARES.getAndUpdate(this, shares -> Math.max(0, shares - 1));
    if (held == 1) {
      giveBack.run();
    } else if (held == 0) {
      throw new IllegalStateException("lease: closed more often than it was shared");
    }
  }
}
