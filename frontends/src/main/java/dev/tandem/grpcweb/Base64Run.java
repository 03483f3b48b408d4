package dev.tandem.grpcweb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads base64 where it lies, as what it stands for is shorter than itself. */
final class Base64Run {
  private static final int GROUP = 4;
  private static final byte NONE = -1;
  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, NONE);
    String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < digits.length(); i++) {
      VALUES[digits.charAt(i)] = (byte) i;
    }
  }

  private Base64Run() {}

  /**
   * Puts what {@code text} stands for in its place and gives it; texts that were encoded one by one
   * may follow each other, padding and all. Throws {@link IllegalArgumentException} where it is no
   * base64.
   */
  static ByteBuffer decode(ByteBuffer text) {
    int start = text.position();
    int length = text.remaining();
    if (length % GROUP != 0) {
      throw new IllegalArgumentException(
          "base64 of " + length + " characters (expected: a multiple of " + GROUP + ")");
    }
    int to = start;
    for (int from = start; from < text.limit(); from += GROUP) {
      int padding = padding(text, from);
      int bits = 0;
      for (int i = 0; i < GROUP - padding; i++) {
        bits |= value(text, from + i) << (6 * (GROUP - 1 - i));
      }
      for (int i = 0; i < GROUP - 1 - padding; i++) {
        text.put(to++, (byte) (bits >> (Byte.SIZE * (GROUP - 2 - i))));
      }
    }
    return text.slice(start, to - start);
  }

  private static int padding(ByteBuffer text, int from) {
    if (text.get(from + GROUP - 1) != '=') {
      return 0;
    }
    return text.get(from + GROUP - 2) == '=' ? 2 : 1;
  }

  private static int value(ByteBuffer text, int at) {
    int value = VALUES[text.get(at) & 0xff];
    if (value == NONE) {
      throw new IllegalArgumentException("no base64 at character " + at);
    }
    return value;
  }
}
