package dev.tandem.engine.schedule;

import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;

/** Cuts strings, one after the other, out of a tensor of them. */
final class StringRows {
  private final TensorBytes bytes;
  private final ByteBuffer cursor;

  StringRows(TensorBytes bytes) {
    this.bytes = bytes;
    cursor = bytes.asOneRun();
  }

  /** The bytes of the next {@code elements} strings. */
  TensorBytes next(long elements) {
    int from = cursor.position();
    for (long i = 0; i < elements; i++) {
      int length = cursor.getInt();
      cursor.position(cursor.position() + length);
    }
    return bytes.slice(from, cursor.position() - from);
  }
}
