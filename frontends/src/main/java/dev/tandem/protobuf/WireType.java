package dev.tandem.protobuf;

/** How a field's value is laid out, and the tag in front of it. */
public final class WireType {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int LENGTH = 2;
  public static final int START_GROUP = 3;
  public static final int END_GROUP = 4;
  public static final int FIXED32 = 5;

  private static final int BITS = 3;

  private WireType() {}

  public static int of(int tag) {
    return tag & ((1 << BITS) - 1);
  }

  public static int field(int tag) {
    return tag >>> BITS;
  }

  static int tag(int field, int wireType) {
    return field << BITS | wireType;
  }
}
