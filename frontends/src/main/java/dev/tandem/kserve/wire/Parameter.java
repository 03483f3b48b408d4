package dev.tandem.kserve.wire;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A parameter of a request, a tensor or an output: of the kind last set, if any.
 *
 * @param number the value where it is not a text, a double's by its bits
 */
record Parameter(Kind kind, long number, String text) {
  private static final Parameter NOT_SET = new Parameter(Kind.NONE, 0, "");

  private static final int KEY = 1 << 3 | WireType.LENGTH;
  private static final int VALUE = 2 << 3 | WireType.LENGTH;

  private static final int BOOL = 1 << 3 | WireType.VARINT;
  private static final int INT64 = 2 << 3 | WireType.VARINT;
  private static final int STRING = 3 << 3 | WireType.LENGTH;
  private static final int DOUBLE = 4 << 3 | WireType.FIXED64;
  private static final int UINT64 = 5 << 3 | WireType.VARINT;

  enum Kind {
    NONE,
    BOOL,
    INT64,
    STRING,
    DOUBLE,
    UINT64
  }

  boolean asBoolean() {
    return number != 0;
  }

  double asDouble() {
    return Double.longBitsToDouble(number);
  }

  /** {@code known} and the entry that {@code cursor} is at, which replaces one of the same key. */
  static Map<String, Parameter> withEntry(Map<String, Parameter> known, WireCursor cursor) {
    String key = "";
    Parameter value = NOT_SET;
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case KEY -> key = cursor.string();
        case VALUE -> value = merge(value, cursor);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    Map<String, Parameter> all = known.isEmpty() ? new LinkedHashMap<>() : known;
    all.put(key, value);
    return all;
  }

  private static Parameter merge(Parameter before, WireCursor cursor) {
    Parameter last = before;
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case BOOL -> last = new Parameter(Kind.BOOL, cursor.varint(), "");
        case INT64 -> last = new Parameter(Kind.INT64, cursor.varint(), "");
        case STRING -> last = new Parameter(Kind.STRING, 0, cursor.string());
        case DOUBLE -> last = new Parameter(Kind.DOUBLE, cursor.fixed64(), "");
        case UINT64 -> last = new Parameter(Kind.UINT64, cursor.varint(), "");
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    return last;
  }
}
