package dev.tandem.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** Native memory that is sent again and again, and left to the garbage collector. */
final class SharedBytes {
  private SharedBytes() {}

  static ByteBuf of(byte[] head, byte[] body) {
    ByteBuffer memory = ByteBuffer.allocateDirect(head.length + body.length);
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory.put(head).put(body).flip()));
  }
}
