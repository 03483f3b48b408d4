package dev.tandem.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What fields take on the wire, in bytes; they are written by {@link WireWriter}. */
public final class WireSize {
  private WireSize() {}

  public static int varint(long value) {
    return (Long.SIZE - 1 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  /** A field of {@code length} bytes, with its tag and its length. */
  public static long lengthDelimited(int tag, long length) {
    return varint(tag) + varint(length) + length;
  }

  /** A text field, which is left out where it is empty. */
  public static long string(int tag, String text) {
    return text.isEmpty() ? 0 : lengthDelimited(tag, utf8(text));
  }

  /** A field of a number, which is left out where it is 0. */
  public static long number(int tag, long value) {
    return value == 0 ? 0 : varint(tag) + varint(value);
  }

  static int utf8(String text) {
    return Utf8.isAscii(text) ? text.length() : text.getBytes(UTF_8).length;
  }
}
