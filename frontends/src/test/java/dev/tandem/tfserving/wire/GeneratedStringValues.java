package dev.tandem.tfserving.wire;

import com.google.protobuf.ByteString;
import dev.tandem.proto.tensorflow.TensorProto;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Reads the values of a tensor of byte strings. */
final class GeneratedStringValues {
  private static final int LENGTH_BYTES = Integer.BYTES;
  private static final int CORRUPT = -1;

  private GeneratedStringValues() {}

  /**
   * Bytes of all values with their lengths, anything above {@code maxBytes} where they are more, or
   * nothing where {@code proto} cannot be read.
   */
  static OptionalLong byteSize(TensorProto proto, long elements, long maxBytes) {
    if (elements == 0) {
      return OptionalLong.of(0);
    }
    if (!proto.getTensorContent().isEmpty()) {
      return contentByteSize(proto.getTensorContent(), elements);
    }
    int given = (int) Math.min(elements, proto.getStringValCount());
    long size = 0;
    long lastSize = LENGTH_BYTES;
    for (int i = 0; i < given; i++) {
      lastSize = LENGTH_BYTES + (long) proto.getStringVal(i).size();
      size += lastSize;
    }
    long repeats = elements - given;
    return OptionalLong.of(
        repeats > maxBytes / lastSize ? maxBytes + 1 : size + repeats * lastSize);
  }

  static void write(TensorProto proto, int elements, ByteBuffer target) {
    if (elements == 0) {
      return;
    }
    if (!proto.getTensorContent().isEmpty()) {
      writeContent(proto.getTensorContent(), elements, target);
      return;
    }
    ByteString value = ByteString.EMPTY;
    for (int i = 0; i < elements; i++) {
      if (i < proto.getStringValCount()) {
        value = proto.getStringVal(i);
      }
      target.putInt(value.size());
      value.copyTo(target);
    }
  }

  /** All lengths come first, as varints, and then all bytes. */
  private static OptionalLong contentByteSize(ByteString content, long elements) {
    ByteBuffer lengths = content.asReadOnlyByteBuffer();
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

  private static void writeContent(ByteString content, int elements, ByteBuffer target) {
    ByteBuffer lengths = content.asReadOnlyByteBuffer();
    ByteBuffer values = content.asReadOnlyByteBuffer();
    for (int i = 0; i < elements; i++) {
      varint32(values);
    }
    for (int i = 0; i < elements; i++) {
      int length = (int) varint32(lengths);
      target.putInt(length);
      target.put(values.slice(values.position(), length));
      values.position(values.position() + length);
    }
  }

  private static long varint32(ByteBuffer source) {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE && source.hasRemaining(); shift += 7) {
      byte next = source.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value & 0xFFFF_FFFFL;
      }
    }
    return CORRUPT;
  }
}
