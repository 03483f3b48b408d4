package dev.tandem.kserve.wire;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.protobuf.Utf8;
import dev.tandem.protobuf.WireCursor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Recognizes a data type by the bytes of its name, without making a string of them. */
final class DataTypeName {
  private static final DataType[] TYPES = DataType.values();
  private static final long[] CODES = new long[TYPES.length];

  static {
    for (int i = 0; i < TYPES.length; i++) {
      for (char letter : TYPES[i].name().toCharArray()) {
        CODES[i] = CODES[i] << Byte.SIZE | letter;
      }
    }
  }

  private DataTypeName() {}

  /** The type that {@code cursor} is at the name of; nothing where no type has this name. */
  static @Nullable DataType read(WireCursor cursor) {
    int length = cursor.length();
    if (length > Long.BYTES) {
      Utf8.decode(cursor.bytes(length));
      return null;
    }
    long code = 0;
    for (int i = 0; i < length; i++) {
      code = code << Byte.SIZE | cursor.octet();
    }
    for (int i = 0; i < TYPES.length; i++) {
      if (CODES[i] == code && TYPES[i].name().length() == length) {
        return TYPES[i];
      }
    }
    // The zeros in front of a shorter name are sound text, and so change nothing.
    Utf8.decode(ByteBuffer.allocate(Long.BYTES).putLong(code).array());
    return null;
  }
}
