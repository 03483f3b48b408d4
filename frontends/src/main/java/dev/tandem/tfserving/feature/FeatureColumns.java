package dev.tandem.tfserving.feature;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.protobuf.WireCursor;
import java.util.Arrays;
import java.util.List;

/**
 * The graph inputs that the features of examples fill, found by a feature's name where it arrived.
 */
public final class FeatureColumns {
  public static final int NONE = -1;

  private final List<FeatureColumn> columns;
  private final byte[][] names;
  private final int[] hashes;

  /** Open addressing: a column's place is its name's hash, or the next one that was free. */
  private final int[] slots;

  /** The aliases differ. */
  public FeatureColumns(List<FeatureColumn> columns) {
    this.columns = List.copyOf(columns);
    names = new byte[columns.size()][];
    hashes = new int[columns.size()];
    slots = new int[Integer.highestOneBit(Math.max(1, columns.size())) * 4];
    Arrays.fill(slots, NONE);
    for (int i = 0; i < names.length; i++) {
      byte[] name = columns.get(i).alias().getBytes(UTF_8);
      names[i] = name;
      hashes[i] = Arrays.hashCode(name);
      int slot = firstSlot(hashes[i]);
      while (slots[slot] != NONE) {
        slot = nextSlot(slot);
      }
      slots[slot] = i;
    }
  }

  public int count() {
    return columns.size();
  }

  public FeatureColumn get(int index) {
    return columns.get(index);
  }

  /** Reads the name that the cursor is at; the column that it names, or {@link #NONE}. */
  public int read(WireCursor cursor) {
    int length = cursor.length();
    int hash = cursor.peekHash(length);
    int slot = firstSlot(hash);
    int column = slots[slot];
    while (column != NONE && !isAt(cursor, length, hash, column)) {
      slot = nextSlot(slot);
      column = slots[slot];
    }
    cursor.skipBytes(length);
    return column;
  }

  private boolean isAt(WireCursor cursor, int length, int hash, int column) {
    return hashes[column] == hash && names[column].length == length && cursor.isNext(names[column]);
  }

  private int firstSlot(int hash) {
    return (hash ^ hash >>> 16) & slots.length - 1;
  }

  private int nextSlot(int slot) {
    return slot + 1 & slots.length - 1;
  }
}
