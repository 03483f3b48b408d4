package dev.tandem.engine.tensor;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;

/** Where the blocks of a pool come from, and where they go in the end. Any thread may use it. */
public interface BlockSource {
  /** Plain native memory, which the garbage collector frees. */
  BlockSource PLAIN = bytes -> BufferUtil.allocateDirectAligned(bytes, BitUtil.CACHE_LINE_LENGTH);

  /** A block of exactly {@code bytes} bytes. */
  ByteBuffer allocate(int bytes);

  /** Nobody uses {@code block} any more. */
  default void free(ByteBuffer block) {}
}
