package dev.tandem.protobuf;

import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Walks a message that lies in one or several buffers, which it borrows and may cut anywhere. Every
 * method throws {@link MalformedMessageException}, and nothing else, where the bytes are not what
 * protobuf's own parser would take. Not for several threads at a time.
 */
public final class WireCursor {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_VARINT_BYTES = 10;

  /** So many are walked over as fast as they are searched. */
  private static final int FEW_BUFFERS = 8;

  private static final int[] UNKNOWN = {};

  private final ByteBuffer[] buffers;

  /** Where each buffer starts in the message, once that was needed. */
  private int[] starts = UNKNOWN;

  private int index;
  private ByteBuffer current;
  // Of the current buffer: where it starts and ends in the message, and what leads into the buffer.
  private int start;
  private int end;
  private int shift;
  private int position;
  private int limit;
  private int depth;

  /** Takes over {@code buffers}, whose remaining bytes are the message. */
  public WireCursor(ByteBuffer... buffers) {
    this.buffers = buffers;
    long total = 0;
    for (ByteBuffer buffer : buffers) {
      total += buffer.remaining();
    }
    if (buffers.length == 0 || total > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "buffers: " + buffers.length + " of " + total + " bytes (expected: at least one)");
    }
    limit = (int) total;
    current = buffers[0];
    end = current.remaining();
    shift = current.position();
  }

  public int position() {
    return position;
  }

  /** Bytes that are left of the message, or of the part of it that the cursor is in. */
  public int remaining() {
    return limit - position;
  }

  /** Goes to a part of the message that was walked before, with {@code length} as all there is. */
  public void seek(int from, int length) {
    moveTo(from);
    limit = from + length;
    depth = 0;
  }

  private void moveTo(int from) {
    if (buffers.length > FEW_BUFFERS && (from < start || from > end)) {
      jumpTo(from);
    }
    while (from < start) {
      index--;
      enterBuffer(start - buffers[index].remaining());
    }
    position = from;
    while (position > end) {
      nextBuffer();
    }
  }

  /** Finds the buffer of {@code from}, however far it is. */
  private void jumpTo(int from) {
    if (starts.length == 0) {
      starts = new int[buffers.length];
      for (int i = 1; i < starts.length; i++) {
        starts[i] = starts[i - 1] + buffers[i - 1].remaining();
      }
    }
    int found = Arrays.binarySearch(starts, from);
    index = found >= 0 ? found : -found - 2;
    enterBuffer(starts[index]);
  }

  /** The tag of the next field, or 0 where none is left. */
  public int nextTag() {
    if (position == limit) {
      return 0;
    }
    int tag = (int) varint();
    if (WireType.field(tag) == 0) {
      throw malformed("a field has the number 0");
    }
    return tag;
  }

  public long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte next = next();
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a varint is too long");
  }

  public long fixed64() {
    return (fixed32() & 0xFFFF_FFFFL) | ((long) fixed32() << Integer.SIZE);
  }

  public int fixed32() {
    return octet() | (octet() << 8) | (octet() << 16) | (next() << 24);
  }

  /** The length of what follows, which is all there. */
  public int length() {
    int length = (int) varint();
    if (length < 0 || length > limit - position) {
      throw malformed("a length is beyond its message");
    }
    return length;
  }

  /** Makes the next {@code length} bytes all there is until {@link #restore} gets the result. */
  public int narrow(int length) {
    int outer = limit;
    limit = position + length;
    return outer;
  }

  public void restore(int outer) {
    if (position != limit) {
      throw malformed("a value is longer than its field");
    }
    limit = outer;
  }

  /** Goes into the message that follows, until {@link #leave} gets the result. */
  public int enter() {
    deepen();
    return narrow(length());
  }

  public void leave(int outer) {
    restore(outer);
    depth--;
  }

  /** Levels of messages that may still be entered. */
  public int depthLeft() {
    return MAX_DEPTH - depth;
  }

  /** Passes over the field that {@code tag} starts. */
  public void skip(int tag) {
    switch (WireType.of(tag)) {
      case WireType.VARINT -> varint();
      case WireType.FIXED64 -> skipBytes(Long.BYTES);
      case WireType.LENGTH -> skipBytes(length());
      case WireType.START_GROUP -> skipGroup(WireType.field(tag));
      case WireType.FIXED32 -> skipBytes(Integer.BYTES);
      default -> throw malformed("a tag has no meaning here");
    }
  }

  private void skipGroup(int field) {
    deepen();
    int last = WireType.tag(field, WireType.END_GROUP);
    for (int tag = nextTag(); tag != last; tag = nextTag()) {
      if (tag == 0) {
        throw malformed("a group has no end");
      }
      skip(tag);
    }
    depth--;
  }

  public void skipBytes(int length) {
    if (length > limit - position) {
      throw malformed("a value is cut off");
    }
    position += length;
    while (position > end) {
      nextBuffer();
    }
  }

  /** Passes over {@code length} bytes that are varints, and tells how many. */
  public int skipVarints(int length) {
    int outer = narrow(length);
    int count = 0;
    while (position < limit) {
      varint();
      count++;
    }
    restore(outer);
    return count;
  }

  /** Whether each of the next {@code count} bytes is 0 or 1; stays where it is. */
  public boolean isBooleans(int count) {
    int from = position;
    boolean sound = true;
    for (int i = 0; i < count && sound; i++) {
      sound = octet() <= 1;
    }
    moveTo(from);
    return sound;
  }

  /** The {@link java.util.Arrays#hashCode(byte[])} of the next bytes; stays where it is. */
  public int peekHash(int length) {
    int hash = 1;
    if (isInOneBuffer(length)) {
      int at = position + shift;
      for (int i = 0; i < length; i++) {
        hash = 31 * hash + current.get(at + i);
      }
      return hash;
    }
    int from = position;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + next();
    }
    moveTo(from);
    return hash;
  }

  /** Whether {@code expected}, of no more bytes than are left, comes next; stays where it is. */
  public boolean isNext(byte[] expected) {
    boolean same = true;
    if (isInOneBuffer(expected.length)) {
      int at = position + shift;
      for (int i = 0; i < expected.length && same; i++) {
        same = current.get(at + i) == expected[i];
      }
      return same;
    }
    int from = position;
    for (int i = 0; i < expected.length && same; i++) {
      same = next() == expected[i];
    }
    moveTo(from);
    return same;
  }

  /** Whether the next {@code length} bytes are all there, and side by side. */
  private boolean isInOneBuffer(int length) {
    return length <= Math.min(limit, end) - position;
  }

  /** Text, in UTF-8. */
  public String string() {
    int length = length();
    return length == 0 ? "" : Utf8.decode(bytes(length));
  }

  /** Passes over text, which must be UTF-8. */
  public void skipString() {
    int length = length();
    int all = 0;
    if (isInOneBuffer(length)) {
      int at = position + shift;
      for (int i = 0; i < length; i++) {
        all |= current.get(at + i);
      }
    } else {
      // Few keys lie across two buffers.
      all = -1;
    }
    if (all < 0) {
      Utf8.decode(bytes(length));
    } else {
      position += length;
    }
  }

  /** One byte, unsigned. */
  public int octet() {
    return next() & 0xFF;
  }

  /** A copy of the next {@code length} bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[checked(length)];
    copyTo(ByteBuffer.wrap(bytes), length);
    return bytes;
  }

  /** Appends the next {@code length} bytes to {@code target}. */
  public void copyTo(ByteBuffer target, int length) {
    int left = checked(length);
    while (left > 0) {
      if (position == end) {
        nextBuffer();
      }
      int run = Math.min(left, end - position);
      target.put(target.position(), current, position + shift, run);
      target.position(target.position() + run);
      position += run;
      left -= run;
    }
  }

  /** Borrows the next {@code length} bytes where they are. */
  public TensorBytes view(int length) {
    if (checked(length) == 0) {
      return TensorBytes.EMPTY;
    }
    while (position == end) {
      nextBuffer();
    }
    int last = position + length;
    ByteBuffer[] runs = new ByteBuffer[buffersUpTo(last)];
    for (int i = 0; i < runs.length; i++) {
      if (i > 0) {
        nextBuffer();
      }
      int run = Math.min(last, end) - position;
      runs[i] = current.slice(position + shift, run);
      position += run;
    }
    return TensorBytes.ofSlices(runs);
  }

  private int buffersUpTo(int last) {
    int count = 1;
    int covered = end;
    for (int i = index + 1; covered < last; i++) {
      covered += buffers[i].remaining();
      count++;
    }
    return count;
  }

  private int checked(int length) {
    if (length > limit - position) {
      throw malformed("a value is cut off");
    }
    return length;
  }

  private byte next() {
    if (position == limit) {
      throw malformed("a value is cut off");
    }
    while (position == end) {
      nextBuffer();
    }
    return current.get(position++ + shift);
  }

  private void nextBuffer() {
    index++;
    enterBuffer(end);
  }

  private void enterBuffer(int from) {
    current = buffers[index];
    start = from;
    end = from + current.remaining();
    shift = current.position() - from;
  }

  private void deepen() {
    if (depth == MAX_DEPTH) {
      throw malformed("messages are nested too deeply");
    }
    depth++;
  }

  private static MalformedMessageException malformed(String text) {
    return new MalformedMessageException(text);
  }
}
