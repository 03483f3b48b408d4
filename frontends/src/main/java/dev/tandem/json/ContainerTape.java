package dev.tandem.json;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Where the arrays and objects of a document end and how many values they hold, in the order in
 * which they begin. Scalars leave no trace, so that an array of numbers costs nothing here.
 *
 * <p>Containers {@link #MAX_DEPTH} or more levels down are left out: a document of nothing but
 * brackets must not cost many times its own size. Whoever needs the end of one of those scans for
 * it.
 */
final class ContainerTape {
  static final int MAX_DEPTH = 256;

  /** In place of the entry of a container that is left out, or of a scalar. */
  static final int NONE = -1;

  private static final int END = 0;
  private static final int NEXT = 1;
  private static final int SIZE = 2;
  private static final int WIDTH = 3;

  /** While a container is open, its outer one's entry stands in place of its end. */
  private static final int OUTER = END;

  /** What is not worth counting. */
  private static final int SMALL = 1 << 12;

  private final LongConsumer growth;
  private int[] slots = new int[16 * WIDTH];
  private int used;

  /** {@code growth} is told of bytes before they are taken, where they are many. */
  ContainerTape(LongConsumer growth) {
    this.growth = growth;
  }

  /** Begins a container within {@code outer} and returns its entry. */
  int open(int outer) {
    if (used + WIDTH > slots.length) {
      if (slots.length >= SMALL) {
        growth.accept((long) slots.length * Integer.BYTES);
      }
      slots = Arrays.copyOf(slots, Math.multiplyExact(slots.length, 2));
    }
    int entry = used;
    used += WIDTH;
    slots[entry + OUTER] = outer;
    return entry;
  }

  /** Keeps how many values an open container holds, while one inside it is read. */
  void pause(int entry, int size) {
    slots[entry + SIZE] = size;
  }

  /** The entry of the container around an open one. */
  int outer(int entry) {
    return slots[entry + OUTER];
  }

  void close(int entry, int end, int size) {
    slots[entry + END] = end;
    slots[entry + NEXT] = used;
    slots[entry + SIZE] = size;
  }

  /** The position after the container's closing bracket. */
  int end(int entry) {
    return slots[entry + END];
  }

  /** The entry of the first container that begins after this one has ended. */
  int next(int entry) {
    return slots[entry + NEXT];
  }

  /** How many elements or members the container holds. */
  int size(int entry) {
    return slots[entry + SIZE];
  }

  /** The entry of a container's first inner container, if it has one. */
  static int firstInside(int entry) {
    return entry + WIDTH;
  }
}
