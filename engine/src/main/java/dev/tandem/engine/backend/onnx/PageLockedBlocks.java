package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.gpu.PageLocks;
import dev.tandem.engine.tensor.BlockSource;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.BufferUtil;

/**
 * Blocks that GPUs read and write by themselves, where that is worth its price: a lock costs a call
 * of the driver, and small copies go through the driver's own memory as fast.
 */
final class PageLockedBlocks implements BlockSource {
  private static final int SMALLEST_LOCKED_BYTES = 1 << 16;

  /** Blocks that shared a page could not be locked both. */
  private static final int PAGE_BYTES = 4096;

  private final PageLocks locks;
  private final Set<Long> locked = ConcurrentHashMap.newKeySet();

  PageLockedBlocks(PageLocks locks) {
    this.locks = locks;
  }

  @Override
  public ByteBuffer allocate(int bytes) {
    if (bytes < SMALLEST_LOCKED_BYTES) {
      return PLAIN.allocate(bytes);
    }
    long whole = ((long) bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    if (whole + PAGE_BYTES > Integer.MAX_VALUE) {
      return PLAIN.allocate(bytes);
    }
    ByteBuffer block = BufferUtil.allocateDirectAligned((int) whole, PAGE_BYTES);
    long address = BufferUtil.address(block);
    if (locks.lock(address, whole)) {
      locked.add(address);
    }
    return block.slice(0, bytes);
  }

  @Override
  public void free(ByteBuffer block) {
    long address = BufferUtil.address(block);
    if (locked.remove(address)) {
      locks.unlock(address);
    }
  }
}
