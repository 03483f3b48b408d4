package dev.tandem.json;

import java.util.Arrays;

/** The open containers of a document, one bit each, so that any depth is cheap. */
final class Nesting {
  private long[] objects = new long[1];
  private int depth;

  int depth() {
    return depth;
  }

  void open(boolean object) {
    int word = depth >>> 6;
    if (word == objects.length) {
      objects = Arrays.copyOf(objects, word * 2);
    }
    long bit = 1L << depth;
    objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
    depth++;
  }

  void close() {
    depth--;
  }

  /** Whether the innermost open container is an object; false when none is open. */
  boolean inObject() {
    int last = depth - 1;
    return depth > 0 && (objects[last >>> 6] >>> last & 1) != 0;
  }
}
