package dev.tandem.tfserving.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Text out of bytes that may be anything. */
final class Utf8Text {
  private Utf8Text() {}

  /** {@code bytes} with U+FFFD for whatever is not UTF-8: JSON has no other place for it. */
  static byte[] valid(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return new String(bytes, UTF_8).getBytes(UTF_8);
      }
    }
    return bytes;
  }
}
