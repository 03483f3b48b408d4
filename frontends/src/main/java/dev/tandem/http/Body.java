package dev.tandem.http;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.Lease;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request in one run of memory that is counted before it is taken; belongs to one
 * thread at a time, and its owner closes it once.
 *
 * <p>What a client announces is believed as far as it has kept its word so far, so that nobody
 * holds memory by announcing much and sending nothing.
 */
public final class Body implements AutoCloseable {
  private static final int LEAST_BYTES = 1024;
  private static final int BELIEVED_AT_ONCE_BYTES = 1 << 20;
  private static final int BELIEVED_FOR_EACH_BYTE = 8;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final BodyPlace place;
  private final BodyMemory memory;
  private final long announcedBytes;
  private ByteBuffer bytes = NOTHING;
  private @Nullable Lease lease;
  private long reservedBytes;
  private long readingBytes;

  /** {@code announcedBytes} is 0 where the client does not say. */
  Body(BodyPlace place, BodyMemory memory, long announcedBytes) {
    this.place = place;
    this.memory = memory;
    this.announcedBytes = announcedBytes;
  }

  /** Appends what is readable; throws {@link ServingException} where there is no memory for it. */
  void append(ByteBuf chunk) {
    int count = chunk.readableBytes();
    if (count == 0) {
      return;
    }
    if (count > bytes.remaining()) {
      grow(bytes.position() + (long) count);
    }
    bytes.limit(bytes.position() + count);
    chunk.readBytes(bytes);
    bytes.limit(bytes.capacity());
  }

  private void grow(long needed) {
    int capacity = Math.toIntExact(capacity(needed, bytes.capacity(), announcedBytes));
    reserve(capacity);
    Lease before = lease;
    int reservedBefore = bytes.capacity();
    try {
      ByteBuffer larger = allocate(capacity);
      bytes = larger.put(bytes.slice(0, bytes.position()));
    } catch (OutOfMemoryError e) {
      // A large block did not fit: only this request has to go.
      memory.budget().release(capacity);
      throw new ServingException(
          Reason.OUT_OF_MEMORY, "no memory for a request body of " + capacity + " bytes", e);
    }
    reservedBytes += capacity - reservedBefore;
    memory.budget().release(reservedBefore);
    if (before != null) {
      before.close();
    }
  }

  private ByteBuffer allocate(int capacity) {
    if (place == BodyPlace.HEAP) {
      return ByteBuffer.allocate(capacity);
    }
    Lease larger = memory.pool().lease(capacity);
    lease = larger;
    return larger.view();
  }

  private void reserve(long more) {
    ByteBudget budget = memory.budget();
    if (!budget.tryReserve(more)) {
      throw UnpackedBytes.noRoom(more, budget);
    }
  }

  /** How much memory to take for {@code needed} bytes or more. */
  static long capacity(long needed, long before, long announced) {
    if (announced >= needed) {
      return Math.min(announced, Math.max(BELIEVED_AT_ONCE_BYTES, needed * BELIEVED_FOR_EACH_BYTE));
    }
    long grown = Math.max(LEAST_BYTES, Math.min(before * 2, Integer.MAX_VALUE - 64L));
    return Math.max(needed, grown);
  }

  /** No more bytes come. */
  void complete() {
    bytes = bytes.slice(0, bytes.position());
  }

  /** The bytes, valid until this is closed. */
  public ByteBuffer bytes() {
    return bytes.slice();
  }

  public int size() {
    return bytes.limit();
  }

  /** Puts what a body unpacks to in its place, drawn from the same budget, and owns it. */
  public void replace(UnpackedBytes unpacked) {
    close();
    reservedBytes = unpacked.reservedBytes();
    bytes = unpacked.bytes();
  }

  /**
   * Counts {@code more} bytes that reading the text takes, until it is forgotten; throws {@link
   * ServingException} where there is no room.
   */
  public void reserveForReading(long more) {
    reserve(more);
    readingBytes += more;
  }

  /**
   * Forgets bytes on the heap, which the collector may then have; they count on, for the tensors
   * that were read from them.
   */
  public void forgetText() {
    releaseReading();
    if (place == BodyPlace.HEAP) {
      bytes = NOTHING;
    }
  }

  @Override
  public void close() {
    bytes = NOTHING;
    memory.budget().release(reservedBytes);
    reservedBytes = 0;
    releaseReading();
    Lease last = lease;
    lease = null;
    if (last != null) {
      last.close();
    }
  }

  private void releaseReading() {
    if (readingBytes > 0) {
      memory.budget().release(readingBytes);
      readingBytes = 0;
    }
  }
}
