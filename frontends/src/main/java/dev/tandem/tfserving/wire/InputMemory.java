package dev.tandem.tfserving.wire;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * The native memory for the tensors of one request: bounded, counted before it is taken, and given
 * back as a whole.
 */
public final class InputMemory implements AutoCloseable {
  /** Writing more than this takes long enough for an event loop's other connections to feel it. */
  private static final long LOOP_BYTES = 64 << 10;

  private static final ByteBudget UNBOUNDED = new ByteBudget(Long.MAX_VALUE);

  private final InputRoom room;
  private final long maxBytes;
  private final long uncountedBytes;
  private final boolean onLoop;
  private final List<Lease> leases = new ArrayList<>();
  private long takenBytes;
  private long reservedBytes;

  /** For requests of the server's own. */
  public InputMemory(NativePool pool, long maxBytes) {
    this(new InputRoom(pool, UNBOUNDED, maxBytes), maxBytes, 0, false);
  }

  /**
   * @param countedBytes that the budget holds for this request already
   * @param onLoop whether an event loop is to fill the memory
   */
  InputMemory(InputRoom room, long maxBytes, long countedBytes, boolean onLoop) {
    this.room = room;
    this.maxBytes = maxBytes;
    // The engine counts short requests as soon as they are read.
    this.uncountedBytes = Math.max(countedBytes, LOOP_BYTES);
    this.onLoop = onLoop;
  }

  /** What the tensors of this request may take. */
  long maxBytes() {
    return maxBytes;
  }

  /**
   * Memory of exactly {@code bytes} bytes for one input; throws {@link TooMuchForLoop} where it is
   * too much for the thread.
   */
  public ByteBuffer take(String alias, long bytes) {
    if (bytes > maxBytes - takenBytes || bytes > Integer.MAX_VALUE) {
      throw tooLarge(alias, maxBytes);
    }
    long allBytes = takenBytes + bytes;
    if (onLoop && allBytes > LOOP_BYTES) {
      throw new TooMuchForLoop();
    }
    reserve(alias, allBytes - uncountedBytes - reservedBytes);
    try {
      Lease lease = room.pool().lease((int) bytes);
      leases.add(lease);
      takenBytes = allBytes;
      return lease.view();
    } catch (OutOfMemoryError e) {
      // Of native memory: the heap is as it was, and only this request has to go.
      throw exhausted("no memory for the " + bytes + " bytes of tensor \"" + alias + "\"");
    }
  }

  private void reserve(String alias, long more) {
    if (more <= 0) {
      return;
    }
    ByteBudget budget = room.budget();
    if (!budget.tryReserve(more)) {
      throw exhausted(
          "Exceeds maximum bytes in flight: tensor \""
              + alias
              + "\" needs "
              + more
              + " bytes, and requests hold "
              + budget.reserved()
              + " of "
              + budget.capacity()
              + ". Use --max-in-flight-bytes to increase the limit.");
    }
    reservedBytes += more;
  }

  static TfServingException tooLarge(String alias, long maxBytes) {
    return exhausted(
        "tensor \"" + alias + "\" takes the request's tensors beyond " + maxBytes + " bytes");
  }

  @Override
  public void close() {
    CloseHelper.closeAll(leases);
    if (reservedBytes > 0) {
      room.budget().release(reservedBytes);
      reservedBytes = 0;
    }
  }

  private static TfServingException exhausted(String text) {
    return new TfServingException(Status.Code.RESOURCE_EXHAUSTED, text);
  }
}
