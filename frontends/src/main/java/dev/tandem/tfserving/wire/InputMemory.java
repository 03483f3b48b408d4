package dev.tandem.tfserving.wire;

import dev.tandem.engine.tensor.Lease;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The one block of native memory that all inputs of a request lie in, handed out piece by piece.
 */
final class InputMemory {
  private static final int ALIGNMENT_BYTES = 64;

  private final ByteBuffer memory;

  private InputMemory(ByteBuffer memory) {
    this.memory = memory;
  }

  static InputMemory of(Lease lease) {
    return new InputMemory(lease.view());
  }

  /** What a tensor of {@code byteSize} takes of the block. */
  static long padded(long byteSize) {
    return (byteSize + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
  }

  /** The next {@code byteSize} bytes. */
  ByteBuffer next(int byteSize) {
    ByteBuffer piece = memory.slice(memory.position(), byteSize).order(ByteOrder.LITTLE_ENDIAN);
    memory.position(memory.position() + (int) padded(byteSize));
    return piece;
  }
}
