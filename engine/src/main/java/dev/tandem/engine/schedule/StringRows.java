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

  /** Whether at least {@code elements} strings are left. */
  boolean has(long elements) {
    ByteBuffer ahead = cursor.duplicate().order(cursor.order());
    for (long i = 0; i < elements; i++) {
      if (!ahead.hasRemaining()) {
        return false;
      }
      int length = ahead.getInt();
      ahead.position(ahead.position() + length);
    }
    return true;
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
