package dev.tandem.kserve.shm;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;

/** What stood in a slice of a region when it was read; whoever holds the copy closes it once. */
public final class RegionCopy implements AutoCloseable {
  private final Lease lease;
  private final ByteBudget budget;
  private final TensorBytes bytes;

  private RegionCopy(Lease lease, ByteBudget budget, TensorBytes bytes) {
    this.lease = lease;
    this.budget = budget;
    this.bytes = bytes;
  }

  static RegionCopy of(RegionSlice slice, NativePool pool, ByteBudget budget) {
    long size = slice.byteSize();
    if (size > Integer.MAX_VALUE || !budget.tryReserve(size)) {
      throw new ServingException(
          Reason.QUEUE_FULL,
          "Exceeds maximum bytes in flight: an input in shared memory needs "
              + size
              + " bytes, and requests hold "
              + budget.reserved()
              + " of "
              + budget.capacity()
              + ". Use --max-in-flight-bytes to increase the limit.");
    }
    Lease lease = null;
    try {
      lease = pool.lease((int) size);
      ByteBuffer target = lease.view();
      slice.read(target);
      return new RegionCopy(lease, budget, TensorBytes.wrap(target.flip()));
    } catch (RuntimeException | Error e) {
      if (lease != null) {
        lease.close();
      }
      budget.release(size);
      if (e instanceof OutOfMemoryError) {
        throw new ServingException(
            Reason.OUT_OF_MEMORY, "no memory for an input of " + size + " bytes", e);
      }
      throw e;
    }
  }

  public TensorBytes bytes() {
    return bytes;
  }

  @Override
  public void close() {
    budget.release(bytes.size());
    lease.close();
  }
}
