package dev.tandem.kserve.wire;

import dev.tandem.protobuf.RepeatedValues;
import dev.tandem.protobuf.WireCursor;

/** The typed {@code contents} of an input; written by one thread while they are parsed. */
final class ContentsMessage {
  private final WireCursor cursor;
  private final RepeatedValues values;

  ContentsMessage(WireCursor cursor) {
    this.cursor = cursor;
    values = new RepeatedValues(cursor, ContentsField.lastNumber());
  }

  /** Reads the message that the cursor is at and adds it to what there is. */
  void merge() {
    int outer = cursor.enter();
    values.startPart();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      ContentsField field = ContentsField.of(tag);
      if (field == null) {
        cursor.skip(tag);
      } else {
        values.take(field.onWire(), tag);
      }
    }
    cursor.leave(outer);
  }

  int count(ContentsField field) {
    return values.count(field.onWire());
  }

  RepeatedValues values() {
    return values;
  }

  WireCursor cursor() {
    return cursor;
  }
}
