package dev.tandem.tfserving.example;

import dev.tandem.protobuf.RepeatedField;
import dev.tandem.protobuf.RepeatedValues;
import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.feature.FeatureKind;
import org.jspecify.annotations.Nullable;

/** The values of one feature where they arrived; used for one example after the other. */
final class FeatureValue {
  /** The messages that make up the list: one, but for senders that write it in parts. */
  private final Spans lists = new Spans();

  private static final long UNKNOWN = -1;

  private @Nullable FeatureKind kind;

  /** {@link #UNKNOWN} until asked for: a value of the context is asked once for each example. */
  private long count = UNKNOWN;

  private long stringBytes = UNKNOWN;

  void clear() {
    kind = null;
    forgetSizes();
    lists.clear();
  }

  private void forgetSizes() {
    count = UNKNOWN;
    stringBytes = UNKNOWN;
  }

  /** Reads the Feature that the cursor is at and adds it to what there is. */
  void merge(WireCursor cursor) {
    forgetSizes();
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      FeatureKind read = FeatureKind.of(tag);
      if (read == null) {
        cursor.skip(tag);
      } else {
        if (read != kind) {
          lists.clear();
          kind = read;
        }
        lists.take(cursor);
      }
    }
    cursor.leave(outer);
  }

  /** Nothing where the feature says nothing. */
  @Nullable FeatureKind kind() {
    return kind;
  }

  /** How many values there are. */
  long count(WireCursor cursor) {
    if (count == UNKNOWN) {
      count = kind == null ? 0 : counted(cursor, kind.list());
    }
    return count;
  }

  private long counted(WireCursor cursor, RepeatedField values) {
    long counted = 0;
    for (int i = 0; i < lists.count(); i++) {
      cursor.seek(lists.from(i), lists.length(i));
      for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
        counted += values.skip(cursor, tag);
      }
    }
    return counted;
  }

  /** Bytes of all values, which are strings. */
  long stringBytes(WireCursor cursor) {
    if (stringBytes == UNKNOWN) {
      stringBytes = 0;
      forEach(
          cursor,
          string -> {
            int length = string.length();
            string.skipBytes(length);
            stringBytes += length;
          });
    }
    return stringBytes;
  }

  void forEach(WireCursor cursor, RepeatedValues.Reader reader) {
    if (kind != null) {
      RepeatedValues.forEach(cursor, lists, kind.list(), Long.MAX_VALUE, reader);
    }
  }

  /**
   * Goes to the values if they lie side by side as they do in a tensor of floats, or tells that
   * they do not.
   */
  boolean seekFloats(WireCursor cursor) {
    if (kind != FeatureKind.FLOAT || lists.count() != 1) {
      return false;
    }
    cursor.seek(lists.from(0), lists.length(0));
    return kind.list().isPacked(cursor.nextTag()) && cursor.length() == cursor.remaining();
  }
}
