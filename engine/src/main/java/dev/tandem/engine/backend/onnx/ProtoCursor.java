package dev.tandem.engine.backend.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Walks the fields of a protobuf file of any size through one small window. The position only grows
 * and no message ends behind the one around it, so every walk ends.
 */
final class ProtoCursor {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FIXED32 = 5;

  private static final int WINDOW_BYTES = 1 << 15;
  private static final int MAX_STRING_BYTES = 1 << 20;

  private final SeekableByteChannel channel;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);

  /** Where in the file the window ends. */
  private long windowEnd;

  /** Where the message ends whose fields are being read. */
  private long end;

  private int field;
  private int wireType;

  ProtoCursor(SeekableByteChannel channel) throws IOException {
    this.channel = channel;
    this.end = channel.size();
  }

  /** What reads the fields of one message until {@link #next} says that there are no more. */
  interface MessageReader {
    void read() throws IOException;
  }

  /** Moves to the next field of this message; the value of the last one must have been taken. */
  boolean next() throws IOException {
    if (atEnd()) {
      return false;
    }
    long tag = readVarint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw OnnxFormatException.notOnnx("no field starts at byte " + position());
    }
    return true;
  }

  /** Whether this message has no more bytes. */
  boolean atEnd() {
    return position() == end;
  }

  int field() {
    return field;
  }

  boolean is(int number, int expectedWireType) {
    return field == number && wireType == expectedWireType;
  }

  /** Reads the message in this field. */
  void message(MessageReader reader) throws IOException {
    long outerEnd = end;
    end = takeLength();
    reader.read();
    end = outerEnd;
  }

  String string() throws IOException {
    String string = stringUpTo(MAX_STRING_BYTES);
    if (string == null) {
      throw OnnxFormatException.notOnnx(
          "a name of more than " + MAX_STRING_BYTES + " bytes before byte " + position());
    }
    return string;
  }

  /** The string in this field, or null where it is longer than {@code maxBytes}. */
  @Nullable String stringUpTo(int maxBytes) throws IOException {
    long stringEnd = takeLength();
    long length = stringEnd - position();
    if (length > maxBytes) {
      moveTo(stringEnd);
      return null;
    }
    byte[] bytes = new byte[(int) length];
    for (int done = 0; done < bytes.length; ) {
      fill();
      int count = Math.min(window.remaining(), bytes.length - done);
      window.get(bytes, done, count);
      done += count;
    }
    return new String(bytes, UTF_8);
  }

  long varint() throws IOException {
    return readVarint();
  }

  void skip() throws IOException {
    switch (wireType) {
      case VARINT -> readVarint();
      case FIXED64 -> moveTo(position() + Long.BYTES);
      case LENGTH_DELIMITED -> moveTo(takeLength());
      case FIXED32 -> moveTo(position() + Integer.BYTES);
      default ->
          throw OnnxFormatException.notOnnx(
              "field " + field + " of wire type " + wireType + " at byte " + position());
    }
  }

  private long takeLength() throws IOException {
    long length = readVarint();
    if (length < 0 || length > end - position()) {
      throw OnnxFormatException.notOnnx(
          "field " + field + " at byte " + position() + " does not end where its message ends");
    }
    return position() + length;
  }

  private long readVarint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw OnnxFormatException.notOnnx("a number without end at byte " + position());
  }

  private byte readByte() throws IOException {
    if (position() >= end) {
      throw OnnxFormatException.notOnnx("it breaks off at byte " + position());
    }
    fill();
    return window.get();
  }

  private long position() {
    return windowEnd - window.remaining();
  }

  private void moveTo(long target) throws IOException {
    if (target > end) {
      throw OnnxFormatException.notOnnx("it breaks off at byte " + end);
    }
    if (target <= windowEnd) {
      window.position(window.limit() - (int) (windowEnd - target));
    } else {
      window.position(window.limit());
      windowEnd = target;
    }
  }

  /** Makes sure that the window holds the byte at the position. */
  private void fill() throws IOException {
    if (window.hasRemaining()) {
      return;
    }
    window.clear();
    channel.position(windowEnd);
    int count = channel.read(window);
    window.flip();
    if (count <= 0) {
      throw new EOFException("the file became shorter while it was read");
    }
    windowEnd += count;
  }
}
