package dev.tandem.engine.testkit;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Bytes as a file that counts what is read of it, behind any number of bytes that nobody has. */
public final class BytesChannel implements SeekableByteChannel {
  private final byte[] head;
  private final long holeBytes;
  private final byte[] tail;
  private long position;
  private long bytesRead;

  public BytesChannel(byte[] bytes) {
    this(bytes, 0, new byte[0]);
  }

  public BytesChannel(byte[] head, long holeBytes, byte[] tail) {
    this.head = head;
    this.holeBytes = holeBytes;
    this.tail = tail;
  }

  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public int read(ByteBuffer target) {
    if (position >= size()) {
      return -1;
    }
    int count = 0;
    while (target.hasRemaining() && position < size()) {
      target.put(byteAt(position));
      position++;
      count++;
    }
    bytesRead += count;
    return count;
  }

  private byte byteAt(long index) {
    if (index < head.length) {
      return head[(int) index];
    }
    long inTail = index - head.length - holeBytes;
    return inTail < 0 ? 0 : tail[(int) inTail];
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return head.length + holeBytes + tail.length;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
