package dev.tandem.grpcweb;

import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message as gRPC's parsers take it, over the body's own memory, which it holds until its end.
 */
final class MessageStream extends InputStream implements HasByteBuffer, Detachable, KnownLength {
  private final ByteBuffer bytes;
  private @Nullable Runnable release;

  MessageStream(ByteBuffer bytes, Runnable release) {
    this.bytes = bytes.slice();
    this.release = release;
  }

  @Override
  public boolean byteBufferSupported() {
    return true;
  }

  @Override
  public @Nullable ByteBuffer getByteBuffer() {
    return bytes.hasRemaining() ? bytes.slice() : null;
  }

  @Override
  public InputStream detach() {
    Runnable handedOn = release;
    release = null;
    return new MessageStream(bytes, handedOn == null ? () -> {} : handedOn);
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  @Override
  public synchronized void mark(int limit) {
    bytes.mark();
  }

  @Override
  public synchronized void reset() {
    bytes.reset();
  }

  @Override
  public int available() {
    return bytes.remaining();
  }

  @Override
  public long skip(long count) {
    int skipped = (int) Math.max(0, Math.min(count, bytes.remaining()));
    bytes.position(bytes.position() + skipped);
    return skipped;
  }

  @Override
  public int read() {
    return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!bytes.hasRemaining()) {
      return -1;
    }
    int count = Math.min(length, bytes.remaining());
    bytes.get(target, offset, count);
    return count;
  }

  @Override
  public void close() {
    Runnable held = release;
    release = null;
    if (held != null) {
      held.run();
    }
  }
}
