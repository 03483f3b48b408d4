package dev.tandem.tfserving.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Percent-encoded text; what is not an escape stands for itself. */
final class PercentText {
  private PercentText() {}

  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] encoded = text.getBytes(UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
    int p = 0;
    while (p < encoded.length) {
      if (encoded[p] == '%' && isHex(encoded, p + 1) && isHex(encoded, p + 2)) {
        decoded.write(hex(encoded[p + 1]) << 4 | hex(encoded[p + 2]));
        p += 3;
      } else {
        decoded.write(encoded[p]);
        p++;
      }
    }
    return decoded.toString(UTF_8);
  }

  private static boolean isHex(byte[] text, int position) {
    return position < text.length && hex(text[position]) >= 0;
  }

  private static int hex(byte digit) {
    return Character.digit(digit, 16);
  }
}
