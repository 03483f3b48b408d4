package dev.tandem.tfserving.wire;

import dev.tandem.protobuf.RepeatedValues;
import dev.tandem.protobuf.WireCursor;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Reads the values of a tensor of byte strings. */
final class StringValues {
  private static final int LENGTH_BYTES = Integer.BYTES;
  private static final int CORRUPT = -1;

  private StringValues() {}

  /**
   * Bytes of all values with their lengths, anything above {@code maxBytes} where they are more, or
   * nothing where {@code message} cannot be read.
   */
  static OptionalLong byteSize(TensorMessage message, long elements, long maxBytes) {
    if (elements == 0) {
      return OptionalLong.of(0);
    }
    if (message.contentLength() > 0) {
      return contentByteSize(message.content(), elements);
    }
    Sizes sizes = new Sizes();
    message.forEach(TensorField.STRING, elements, sizes);
    long repeats = elements - Math.min(elements, message.count(TensorField.STRING));
    return OptionalLong.of(
        repeats > maxBytes / sizes.last ? maxBytes + 1 : sizes.sum + repeats * sizes.last);
  }

  /**
   * Appends at least one element, of which the last that there is stands for those that are not.
   */
  static void write(TensorMessage message, int elements, ByteBuffer target) {
    if (message.contentLength() > 0) {
      writeContent(message, elements, target);
      return;
    }
    Copies copies = new Copies(target);
    message.forEach(TensorField.STRING, elements, copies);
    for (int i = message.count(TensorField.STRING); i < elements; i++) {
      copies.repeatLast();
    }
  }

  /** All lengths come first, as varints, and then all bytes. */
  private static OptionalLong contentByteSize(WireCursor lengths, long elements) {
    long size = 0;
    for (long i = 0; i < elements; i++) {
      long length = varint32(lengths);
      if (length == CORRUPT) {
        return OptionalLong.empty();
      }
      size += length;
    }
    return size == lengths.remaining()
        ? OptionalLong.of(size + elements * LENGTH_BYTES)
        : OptionalLong.empty();
  }

  private static void writeContent(TensorMessage message, int elements, ByteBuffer target) {
    int start = target.position();
    WireCursor content = message.content();
    // First each length where it belongs, with room behind it, since the bytes come after them all.
    for (int i = 0; i < elements; i++) {
      int length = (int) varint32(content);
      target.putInt(length).position(target.position() + length);
    }
    target.position(start);
    for (int i = 0; i < elements; i++) {
      content.copyTo(target, target.getInt());
    }
  }

  private static long varint32(WireCursor source) {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE && source.remaining() > 0; shift += 7) {
      int next = source.octet();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value & 0xFFFF_FFFFL;
      }
    }
    return CORRUPT;
  }

  /** Sums up what values take with their lengths. */
  private static final class Sizes implements RepeatedValues.Reader {
    private long sum;
    private long last = LENGTH_BYTES;

    @Override
    public void read(WireCursor cursor) {
      int length = cursor.length();
      cursor.skipBytes(length);
      last = LENGTH_BYTES + (long) length;
      sum += last;
    }
  }

  /** Appends values with their lengths, and knows where the last one is. */
  private static final class Copies implements RepeatedValues.Reader {
    private final ByteBuffer target;
    private int lastFrom = -1;

    Copies(ByteBuffer target) {
      this.target = target;
    }

    @Override
    public void read(WireCursor cursor) {
      lastFrom = target.position();
      int length = cursor.length();
      target.putInt(length);
      cursor.copyTo(target, length);
    }

    void repeatLast() {
      if (lastFrom < 0) {
        target.putInt(0);
        return;
      }
      int bytes = LENGTH_BYTES + target.getInt(lastFrom);
      int at = target.position();
      target.put(at, target, lastFrom, bytes);
      target.position(at + bytes);
    }
  }
}
