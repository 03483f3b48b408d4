package dev.tandem.engine.gpu;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Texts that end with a NUL. */
final class CStrings {
  private CStrings() {}

  /** Up to the first NUL; the size of the buffer where there is none. */
  static int length(ByteBuffer bytes) {
    int length = 0;
    while (length < bytes.limit() && bytes.get(length) != 0) {
      length++;
    }
    return length;
  }

  static String text(ByteBuffer bytes) {
    byte[] text = new byte[length(bytes)];
    bytes.get(0, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
