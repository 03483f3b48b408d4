package dev.tandem.tfserving.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Text out of bytes that may be anything. */
public final class Utf8Text {
  private Utf8Text() {}

  /** {@code bytes} with U+FFFD for whatever is not UTF-8, which texts have no place for. */
  public static byte[] valid(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return new String(bytes, UTF_8).getBytes(UTF_8);
      }
    }
    return bytes;
  }
}
