package dev.tandem.protobuf;

import java.util.Arrays;

/** Parts of a message, remembered by where they are: far smaller than a view of each would be. */
public final class Spans {
  private static final int[] NONE = {};
  private static final int FIRST_CAPACITY = 2;

  private int[] fromAndLength = NONE;
  private int filled;

  public int count() {
    return filled / 2;
  }

  /** Forgets all of them. */
  public void clear() {
    filled = 0;
  }

  public int from(int index) {
    return fromAndLength[2 * index];
  }

  public int length(int index) {
    return fromAndLength[2 * index + 1];
  }

  /** Remembers the length-delimited value that {@code cursor} is at, and passes over it. */
  public void take(WireCursor cursor) {
    int length = cursor.length();
    add(cursor.position(), length);
    cursor.skipBytes(length);
  }

  public void add(int from, int length) {
    if (filled == fromAndLength.length) {
      int capacity = Math.max(FIRST_CAPACITY, Math.addExact(filled, filled));
      fromAndLength = Arrays.copyOf(fromAndLength, capacity);
    }
    fromAndLength[filled] = from;
    fromAndLength[filled + 1] = length;
    filled += 2;
  }
}
