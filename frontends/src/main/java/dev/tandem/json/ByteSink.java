package dev.tandem.json;

import java.util.Arrays;
import java.util.Objects;

/** Bytes that grow at their end; belongs to one thread. */
public final class ByteSink {
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int length;

  public ByteSink(int capacityBytes) {
    this.bytes = new byte[Math.max(capacityBytes, 16)];
  }

  /** Makes room for {@code more} bytes behind the length. */
  public void ensure(int more) {
    if (more > bytes.length - length) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) length + more;
    if (needed > MAX_LENGTH) {
      throw new IllegalStateException(
          "length: " + needed + " bytes (expected: <= " + MAX_LENGTH + ")");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_LENGTH, Math.max(needed, 2L * bytes.length)));
  }

  public void put(int b) {
    ensure(1);
    bytes[length++] = (byte) b;
  }

  public void put(byte[] source) {
    put(source, 0, source.length);
  }

  public void put(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** The bytes themselves, of which the first {@link #length} are in use; valid until more come. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Sets the length, over bytes that were written to {@link #array} or to cut some off. */
  public void length(int newLength) {
    length = Objects.checkIndex(newLength, bytes.length + 1);
  }

  /** Counts bytes that were written to {@link #array} behind the length, where there is room. */
  void advance(int count) {
    length += count;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }
}
