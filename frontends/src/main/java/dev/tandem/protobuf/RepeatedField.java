package dev.tandem.protobuf;

/** A field of any number of numbers or byte strings. */
public record RepeatedField(int number, int wireType) {
  /** Whether {@code tag} starts one value of this field. */
  public boolean isSingle(int tag) {
    return tag == WireType.tag(number, wireType);
  }

  /** Whether {@code tag} starts any number of values of this field, side by side. */
  public boolean isPacked(int tag) {
    return wireType != WireType.LENGTH && tag == WireType.tag(number, WireType.LENGTH);
  }

  /** Bytes of one value on the wire, or 0 where they differ. */
  public int valueBytes() {
    return switch (wireType) {
      case WireType.FIXED32 -> Integer.BYTES;
      case WireType.FIXED64 -> Long.BYTES;
      default -> 0;
    };
  }

  /** Passes over the field that {@code tag} starts, and tells how many values of this one it is. */
  public int skip(WireCursor cursor, int tag) {
    if (isPacked(tag)) {
      return skipPacked(cursor, cursor.length());
    }
    cursor.skip(tag);
    return isSingle(tag) ? 1 : 0;
  }

  /** Passes over {@code length} bytes of packed values, and tells how many values they are. */
  int skipPacked(WireCursor cursor, int length) {
    int bytes = valueBytes();
    if (bytes == 0) {
      return cursor.skipVarints(length);
    }
    int outer = cursor.narrow(length);
    cursor.skipBytes(length - length % bytes);
    // What is left over is a value cut off.
    cursor.restore(outer);
    return length / bytes;
  }
}
