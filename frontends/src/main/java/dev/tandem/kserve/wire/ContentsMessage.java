package dev.tandem.kserve.wire;

import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;

/**
 * The typed {@code contents} of an input: how many values each field has and where they are, but
 * not the values, since only the tensor's type says what becomes of them.
 */
final class ContentsMessage {
  /** The messages that make up this one, which is the sum of all that a tensor has. */
  private final Spans parts = new Spans();

  /** Of each field, by its number. */
  private final int[] counts = new int[ContentsField.lastNumber() + 1];

  private final Spans runs = new Spans();
  private long byteStringsSize;

  /** Reads the message that {@code cursor} is at and adds it to what there is. */
  void merge(WireCursor cursor) {
    int outer = cursor.enter();
    parts.add(cursor.position(), cursor.remaining());
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      ContentsField field = ContentsField.of(tag);
      if (field == null) {
        cursor.skip(tag);
      } else if (field.isPacked(tag)) {
        int length = cursor.length();
        addRun(cursor.position(), length);
        counts[field.number()] += field.skipPacked(cursor, length);
      } else {
        addSingle(field, tag, cursor);
      }
    }
    cursor.leave(outer);
  }

  private void addRun(int from, int length) {
    // Only whether there is exactly one matters, so there is no need to keep them all.
    if (length > 0 && runs.count() < 2) {
      runs.add(from, length);
    }
  }

  private void addSingle(ContentsField field, int tag, WireCursor cursor) {
    counts[field.number()]++;
    if (field == ContentsField.BYTES) {
      int length = cursor.length();
      byteStringsSize += Integer.BYTES + (long) length;
      cursor.skipBytes(length);
    } else {
      cursor.skip(tag);
    }
  }

  int count(ContentsField field) {
    return counts[field.number()];
  }

  /** Bytes that the byte strings take as a tensor, each with its length. */
  long byteStringsSize() {
    return byteStringsSize;
  }

  /**
   * Goes to the only run of packed values if it is {@code length} bytes long, or tells it is not.
   */
  boolean seekOnlyRun(long length, WireCursor cursor) {
    if (runs.count() != 1 || runs.length(0) != length) {
      return false;
    }
    cursor.seek(runs.from(0), runs.length(0));
    return true;
  }

  /** Has {@code reader} read each value of {@code field}, in order. */
  void forEach(ContentsField field, WireCursor cursor, Reader reader) {
    for (int i = 0; i < parts.count(); i++) {
      cursor.seek(parts.from(i), parts.length(i));
      for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
        if (field.isPacked(tag)) {
          int outer = cursor.narrow(cursor.length());
          while (cursor.remaining() > 0) {
            reader.read(cursor);
          }
          cursor.restore(outer);
        } else if (field.isSingle(tag)) {
          reader.read(cursor);
        } else {
          cursor.skip(tag);
        }
      }
    }
  }

  /** Reads the one value that the cursor is at. */
  interface Reader {
    void read(WireCursor cursor);
  }
}
