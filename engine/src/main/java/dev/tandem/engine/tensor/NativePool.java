package dev.tandem.engine.tensor;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lends blocks of native memory and keeps a bounded amount of what comes back, in one stack for
 * each power of two, since a fresh block costs the zeroing of all its pages. What came back last is
 * lent first: it is in the caches, and blocks that only a burst needed are not touched again.
 */
public final class NativePool {
  private static final int SMALLEST_SHIFT = 8;
  private static final int LARGEST_SHIFT = 28;
  private static final byte FREED = (byte) 0xDD;

  private final AtomicReferenceArray<@Nullable FreeBlock> freeBySize =
      new AtomicReferenceArray<>(LARGEST_SHIFT - SMALLEST_SHIFT + 1);
  private final BlockSource source;
  private final long maxRetainedBytes;
  private final boolean overwriteFreed;
  private final AtomicLong retainedBytes = new AtomicLong();
  private final AtomicLong openLeases = new AtomicLong();

  public NativePool(long maxRetainedBytes) {
    this(maxRetainedBytes, false);
  }

  /**
   * With {@code overwriteFreed}, a block is filled when it comes back, so that a test sees a view
   * that outlived its lease.
   */
  public NativePool(long maxRetainedBytes, boolean overwriteFreed) {
    this(maxRetainedBytes, overwriteFreed, BlockSource.PLAIN);
  }

  private NativePool(long maxRetainedBytes, boolean overwriteFreed, BlockSource source) {
    this.source = source;
    this.maxRetainedBytes = maxRetainedBytes;
    this.overwriteFreed = overwriteFreed;
  }

  /** An empty pool of the same bounds with blocks of {@code other}. */
  public NativePool withBlocksOf(BlockSource other) {
    return new NativePool(maxRetainedBytes, overwriteFreed, other);
  }

  /** Lends a block of exactly {@code bytes} bytes, its content undefined. */
  public Lease lease(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
    }
    int shift =
        Math.max(
            SMALLEST_SHIFT, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1));
    ByteBuffer block = shift > LARGEST_SHIFT ? source.allocate(bytes) : take(shift);
    openLeases.incrementAndGet();
    return new Lease(block.slice(0, bytes), () -> giveBack(block, shift));
  }

  /**
   * Counts a block that someone else allocated, such as a backend's own output, as lent until its
   * last share is closed.
   */
  public Lease adopt(ByteBuffer memory, Runnable free) {
    openLeases.incrementAndGet();
    return new Lease(
        memory,
        () -> {
          openLeases.decrementAndGet();
          free.run();
        });
  }

  /** Blocks that are lent and not yet back; zero when nothing is in flight. */
  public long openLeases() {
    return openLeases.get();
  }

  public long retainedBytes() {
    return retainedBytes.get();
  }

  private ByteBuffer take(int shift) {
    int stack = shift - SMALLEST_SHIFT;
    FreeBlock top = freeBySize.get(stack);
    while (top != null && !freeBySize.compareAndSet(stack, top, top.below)) {
      top = freeBySize.get(stack);
    }
    if (top == null) {
      return source.allocate(1 << shift);
    }
    retainedBytes.addAndGet(-top.memory.capacity());
    return top.memory;
  }

  private void giveBack(ByteBuffer block, int shift) {
    openLeases.decrementAndGet();
    if (overwriteFreed) {
      for (int i = 0; i < block.capacity(); i++) {
        block.put(i, FREED);
      }
    }
    boolean fits = retainedBytes.addAndGet(block.capacity()) <= maxRetainedBytes;
    if (fits && shift <= LARGEST_SHIFT) {
      put(block, shift - SMALLEST_SHIFT);
    } else {
      retainedBytes.addAndGet(-block.capacity());
      source.free(block);
    }
  }

  private void put(ByteBuffer memory, int stack) {
    FreeBlock top = freeBySize.get(stack);
    while (!freeBySize.compareAndSet(stack, top, new FreeBlock(memory, top))) {
      top = freeBySize.get(stack);
    }
  }

  /** A link of a stack; made anew each time, so that no thread mistakes it for an earlier one. */
  private static final class FreeBlock {
    private final ByteBuffer memory;
    private final @Nullable FreeBlock below;

    FreeBlock(ByteBuffer memory, @Nullable FreeBlock below) {
      this.memory = memory;
      this.below = below;
    }
  }
}
