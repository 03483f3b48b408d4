package dev.tandem.grpc;

import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as a transport hands it over, which counts how often its memory was given back. */
final class TransportStream extends InputStream implements HasByteBuffer, Detachable, KnownLength {
  private final List<ByteBuffer> buffers;
  private int at;
  private boolean detached;
  private @Nullable TransportStream detachedFrom;
  private int closed;

  TransportStream(ByteBuffer... buffers) {
    this.buffers = List.of(buffers);
  }

  int timesGivenBack() {
    return closed;
  }

  @Override
  public boolean byteBufferSupported() {
    return true;
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  @Override
  public @Nullable ByteBuffer getByteBuffer() {
    return at < buffers.size() ? buffers.get(at) : null;
  }

  @Override
  public InputStream detach() {
    detached = true;
    TransportStream stream = new TransportStream(buffers.toArray(ByteBuffer[]::new));
    stream.detachedFrom = this;
    return stream;
  }

  @Override
  public int available() {
    return buffers.stream().skip(at).mapToInt(ByteBuffer::remaining).sum();
  }

  @Override
  public long skip(long bytes) {
    return buffers.get(at++).remaining();
  }

  @Override
  public void mark(int limit) {}

  @Override
  public void reset() {
    at = 0;
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("nothing is copied out of this stream");
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return read();
  }

  @Override
  public void close() {
    if (detachedFrom != null) {
      detachedFrom.closed++;
    } else if (!detached) {
      closed++;
    }
  }
}
