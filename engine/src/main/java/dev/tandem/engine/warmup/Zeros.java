package dev.tandem.engine.warmup;

import java.nio.ByteBuffer;

/** Zeros of any type; as strings, empty ones. */
final class Zeros {
  private Zeros() {}

  /** Fills what remains of {@code memory} and leaves its position where it is. */
  static void fill(ByteBuffer memory) {
    ByteBuffer target = memory.duplicate();
    while (target.remaining() >= Long.BYTES) {
      target.putLong(0);
    }
    while (target.hasRemaining()) {
      target.put((byte) 0);
    }
  }
}
