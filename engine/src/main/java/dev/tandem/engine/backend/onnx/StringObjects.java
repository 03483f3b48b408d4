package dev.tandem.engine.backend.onnx;

import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A row of string objects of the GNU C++ library in native memory: each a pointer, a size, and 16
 * bytes that hold either the capacity or the characters themselves, which the pointer then points
 * to. Only valid where {@link StringLayout} found it so.
 */
final class StringObjects {
  static final int BYTES = 32;
  static final int SIZE_OFFSET = 8;
  static final int LOCAL_OFFSET = 16;

  private final long address;
  private final int count;
  private final UnsafeBuffer object = new UnsafeBuffer(0, 0);
  private final UnsafeBuffer characters = new UnsafeBuffer(0, 0);

  StringObjects(long address, int count) {
    this.address = address;
    this.count = count;
  }

  int count() {
    return count;
  }

  long size(int index) {
    return object(index).getLong(SIZE_OFFSET);
  }

  /** The characters of one string where they lie, until the next call. */
  UnsafeBuffer characters(int index) {
    int size = Math.toIntExact(size(index));
    characters.wrap(object(index).getLong(0), size);
    return characters;
  }

  private UnsafeBuffer object(int index) {
    Objects.checkIndex(index, count);
    object.wrap(address + (long) index * BYTES, BYTES);
    return object;
  }
}
