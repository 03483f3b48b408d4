package dev.tandem.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes string literals of a checked document; bytes that are not UTF-8 come out as they are. */
final class JsonText {
  private JsonText() {}

  /** The position after the closing quote of the string that opens at {@code quote}. */
  static int end(byte[] bytes, int quote, int limit) {
    int p = JsonBytes.skipPlainText(bytes, quote + 1, limit);
    while (bytes[p] != '"') {
      p = JsonBytes.skipPlainText(bytes, p + 2, limit);
    }
    return p + 1;
  }

  static String decode(byte[] bytes, int quote, int end) {
    if (!hasEscape(bytes, quote, end)) {
      return new String(bytes, quote + 1, end - quote - 2, StandardCharsets.UTF_8);
    }
    byte[] utf8 = utf8(bytes, quote, end);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  static byte[] utf8(byte[] bytes, int quote, int end) {
    ByteSink sink = new ByteSink(end - quote - 2);
    append(bytes, quote, end, sink);
    return sink.toByteArray();
  }

  /** Whether the string, decoded, is {@code expected}. */
  static boolean equals(byte[] bytes, int quote, int end, String expected) {
    int first = quote + 1;
    if (!expected.isEmpty() && expected.charAt(0) < 0x80) {
      // Most names differ in their first byte already.
      if (bytes[first] != expected.charAt(0) && bytes[first] != '\\') {
        return false;
      }
    }
    return equals(bytes, quote, end, expected.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean equals(byte[] bytes, int quote, int end, byte[] utf8) {
    if (hasEscape(bytes, quote, end)) {
      return Arrays.equals(utf8(bytes, quote, end), utf8);
    }
    return Arrays.equals(bytes, quote + 1, end - 1, utf8, 0, utf8.length);
  }

  static void append(byte[] bytes, int quote, int end, ByteSink sink) {
    int p = quote + 1;
    while (true) {
      int special = JsonBytes.skipPlainText(bytes, p, end);
      sink.put(bytes, p, special - p);
      if (bytes[special] == '"') {
        return;
      }
      p = appendEscape(bytes, special, sink);
    }
  }

  private static boolean hasEscape(byte[] bytes, int quote, int end) {
    return JsonBytes.skipPlainText(bytes, quote + 1, end) != end - 1;
  }

  private static int appendEscape(byte[] bytes, int backslash, ByteSink sink) {
    byte kind = bytes[backslash + 1];
    switch (kind) {
      case 'b' -> sink.put('\b');
      case 'f' -> sink.put('\f');
      case 'n' -> sink.put('\n');
      case 'r' -> sink.put('\r');
      case 't' -> sink.put('\t');
      case 'u' -> {
        return appendUnicode(bytes, backslash, sink);
      }
      default -> sink.put(kind);
    }
    return backslash + 2;
  }

  private static int appendUnicode(byte[] bytes, int backslash, ByteSink sink) {
    char unit = codeUnit(bytes, backslash);
    if (Character.isHighSurrogate(unit)) {
      int codePoint = Character.toCodePoint(unit, codeUnit(bytes, backslash + 6));
      sink.put(0xf0 | (codePoint >> 18));
      sink.put(0x80 | (codePoint >> 12 & 0x3f));
      sink.put(0x80 | (codePoint >> 6 & 0x3f));
      sink.put(0x80 | (codePoint & 0x3f));
      return backslash + 12;
    }
    if (unit < 0x80) {
      sink.put(unit);
    } else if (unit < 0x800) {
      sink.put(0xc0 | (unit >> 6));
      sink.put(0x80 | (unit & 0x3f));
    } else {
      sink.put(0xe0 | (unit >> 12));
      sink.put(0x80 | (unit >> 6 & 0x3f));
      sink.put(0x80 | (unit & 0x3f));
    }
    return backslash + 6;
  }

  private static char codeUnit(byte[] bytes, int backslash) {
    int unit = 0;
    for (int p = backslash + 2; p < backslash + 6; p++) {
      unit = unit << 4 | Character.digit(bytes[p], 16);
    }
    return (char) unit;
  }
}
