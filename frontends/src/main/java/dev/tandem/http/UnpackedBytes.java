package dev.tandem.http;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a stream unpacks to, on the heap and counted before there is memory for it. Belongs to one
 * thread at a time; its owner closes it once.
 */
public final class UnpackedBytes implements AutoCloseable {
  private static final int FIRST_CAPACITY_BYTES = 4096;
  private static final int MAX_CAPACITY_BYTES = Integer.MAX_VALUE - 64;
  private static final byte[] NOTHING = {};

  private final ByteBudget budget;
  private byte[] bytes = NOTHING;
  private int length;

  public UnpackedBytes(ByteBudget budget) {
    this.budget = budget;
  }

  /**
   * Appends all that {@code stream} gives; what came before a failure stays. Throws {@link
   * TooLarge} past {@code maxBytes}, and {@link ServingException} where there is no room.
   */
  public void readAll(InputStream stream, long maxBytes) throws IOException, TooLarge {
    int read = 0;
    while (read >= 0) {
      length += read;
      if (length > maxBytes) {
        throw new TooLarge();
      }
      if (length == bytes.length) {
        grow();
      }
      read = stream.read(bytes, length, bytes.length - length);
    }
  }

  private void grow() throws TooLarge {
    if (length == MAX_CAPACITY_BYTES) {
      throw new TooLarge();
    }
    int capacity =
        (int) Math.min(MAX_CAPACITY_BYTES, Math.max(FIRST_CAPACITY_BYTES, 2L * bytes.length));
    int more = capacity - bytes.length;
    if (!budget.tryReserve(more)) {
      throw noRoom(capacity, budget);
    }
    try {
      bytes = Arrays.copyOf(bytes, capacity);
    } catch (OutOfMemoryError e) {
      budget.release(more);
      // A large block did not fit: only this request has to go.
      throw new ServingException(
          Reason.OUT_OF_MEMORY, "no memory for an unpacked body of " + capacity + " bytes", e);
    }
  }

  static ServingException noRoom(long bytes, ByteBudget budget) {
    return new ServingException(
        Reason.QUEUE_FULL,
        "Exceeds maximum bytes in flight: a request body needs "
            + bytes
            + " bytes, and requests hold "
            + budget.reserved()
            + " of "
            + budget.capacity()
            + ". Use --max-in-flight-bytes to increase the limit.");
  }

  /** The bytes so far, valid until this is closed. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** What the budget holds for them. */
  long reservedBytes() {
    return bytes.length;
  }

  @Override
  public void close() {
    budget.release(bytes.length);
    bytes = NOTHING;
    length = 0;
  }

  /** There is more than is allowed. */
  public static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1L;

    private TooLarge() {
      super(null, null, false, false);
    }
  }
}
