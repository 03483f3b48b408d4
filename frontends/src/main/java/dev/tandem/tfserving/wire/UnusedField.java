package dev.tandem.tfserving.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tandem.protobuf.RepeatedField;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import org.jspecify.annotations.Nullable;

/**
 * A message within a request that means nothing here, but must be one for the request to be. It is
 * walked and not made, since a few bytes of it may stand for large objects.
 */
final class UnusedField {
  private UnusedField() {}

  /** Passes over the message of {@code type} that {@code cursor} is at. */
  static void skip(WireCursor cursor, Descriptor type) {
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      skip(cursor, tag, type.findFieldByNumber(WireType.field(tag)));
    }
    cursor.leave(outer);
  }

  private static void skip(WireCursor cursor, int tag, @Nullable FieldDescriptor field) {
    if (field == null) {
      cursor.skip(tag);
    } else if (field.isRepeated() && field.isPackable()) {
      new RepeatedField(field.getNumber(), field.getLiteType().getWireType()).skip(cursor, tag);
    } else if (WireType.of(tag) != WireType.LENGTH) {
      cursor.skip(tag);
    } else {
      switch (field.getType()) {
        case MESSAGE -> skip(cursor, field.getMessageType());
        case STRING -> cursor.skipString();
        default -> cursor.skip(tag);
      }
    }
  }
}
