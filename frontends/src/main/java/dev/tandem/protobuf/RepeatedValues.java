package dev.tandem.protobuf;

/**
 * The values of a message's repeated fields: how many each has and where they are, but not the
 * values, since only the rest of the message says what becomes of them. Written by one thread while
 * the message is parsed.
 */
public final class RepeatedValues {
  private final WireCursor cursor;

  /** The messages that make up this one, which is the sum of all of its kind in their place. */
  private final Spans parts = new Spans();

  /** Of each field, by its number. */
  private final int[] counts;

  private int runField;
  private int runFrom;
  private int runLength;

  public RepeatedValues(WireCursor cursor, int highestNumber) {
    this.cursor = cursor;
    counts = new int[highestNumber + 1];
  }

  /** Notes that the message which the cursor has just entered is one that makes up this one. */
  public void startPart() {
    parts.add(cursor.position(), cursor.remaining());
  }

  /** Passes over what {@code tag} starts, which are values of {@code field} if it says so. */
  public void take(RepeatedField field, int tag) {
    if (field.isPacked(tag)) {
      int length = cursor.length();
      if (runLength == 0) {
        runField = field.number();
        runFrom = cursor.position();
        runLength = length;
      }
      counts[field.number()] += field.skipPacked(cursor, length);
    } else {
      counts[field.number()] += field.skip(cursor, tag);
    }
  }

  public int count(RepeatedField field) {
    return counts[field.number()];
  }

  /**
   * Goes to the values of {@code field} if all of them lie side by side with {@code valueBytes}
   * bytes each, or tells that they do not.
   */
  public boolean seekWhole(RepeatedField field, int valueBytes) {
    if (runField != field.number() || runLength != (long) count(field) * valueBytes) {
      return false;
    }
    cursor.seek(runFrom, runLength);
    return true;
  }

  /** Has {@code reader} read the first values of {@code field} in order, at most {@code most}. */
  public void forEach(RepeatedField field, long most, Reader reader) {
    forEach(cursor, parts, field, most, reader);
  }

  /**
   * Has {@code reader} read the first values of {@code field}, at most {@code most}, in the message
   * that {@code parts} make up.
   */
  public static void forEach(
      WireCursor cursor, Spans parts, RepeatedField field, long most, Reader reader) {
    long left = most;
    for (int i = 0; i < parts.count() && left > 0; i++) {
      cursor.seek(parts.from(i), parts.length(i));
      while (left > 0 && cursor.remaining() > 0) {
        left -= readField(cursor, field, left, reader);
      }
    }
  }

  /** Reads the values of the one field that the cursor is at, and tells how many they were. */
  private static long readField(WireCursor cursor, RepeatedField field, long most, Reader reader) {
    int tag = cursor.nextTag();
    if (field.isSingle(tag)) {
      reader.read(cursor);
      return 1;
    }
    if (!field.isPacked(tag)) {
      cursor.skip(tag);
      return 0;
    }
    int length = cursor.length();
    int end = cursor.position() + length;
    long read = 0;
    while (read < most && cursor.position() < end) {
      reader.read(cursor);
      read++;
    }
    return read;
  }

  /** Reads the one value that the cursor is at. */
  public interface Reader {
    void read(WireCursor cursor);
  }
}
