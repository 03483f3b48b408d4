package dev.tandem.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/** Text on the wire, which must be sound where it is read; nearly all of it is ASCII. */
public final class Utf8 {
  private Utf8() {}

  /** Throws {@link MalformedMessageException} where {@code bytes} are not UTF-8. */
  public static String decode(byte[] bytes) {
    if (isAscii(bytes)) {
      return new String(bytes, UTF_8);
    }
    try {
      return UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("text is not UTF-8");
    }
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAscii(byte[] bytes) {
    int all = 0;
    for (byte next : bytes) {
      all |= next;
    }
    return all >= 0;
  }
}
