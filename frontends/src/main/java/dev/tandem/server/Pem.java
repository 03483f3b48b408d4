package dev.tandem.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM text. */
final class Pem {
  private static final String PKCS8 = "PRIVATE KEY";
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** The algorithm of RSA keys, in DER: what PKCS #8 says in front of what PKCS #1 says. */
  private static final byte[] RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private Pem() {}

  /**
   * The private key in {@code text} in the one form that the JDK reads; older tools write RSA keys
   * in another. Empty where there is none.
   */
  static Optional<String> privateKey(String text) {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals(PKCS8)) {
        return Optional.of(block.group());
      }
      if (block.group(1).equals("RSA PRIVATE KEY") && !block.group(2).contains(":")) {
        byte[] key = Base64.getMimeDecoder().decode(block.group(2));
        return Optional.of(
            write(PKCS8, der(SEQUENCE, join(VERSION_0, RSA, der(OCTET_STRING, key)))));
      }
    }
    return Optional.empty();
  }

  static String write(String label, byte[] content) {
    byte[] newline = {'\n'};
    return "-----BEGIN "
        + label
        + "-----\n"
        + new String(Base64.getMimeEncoder(64, newline).encode(content), US_ASCII)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static byte[] der(int tag, byte[] content) {
    int length = content.length;
    if (length < 0x80) {
      return join(new byte[] {(byte) tag, (byte) length}, content);
    }
    // As short as can be, or it is not DER.
    byte[] number = BigInteger.valueOf(length).toByteArray();
    int from = number[0] == 0 ? 1 : 0;
    byte[] digits = Arrays.copyOfRange(number, from, number.length);
    return join(new byte[] {(byte) tag, (byte) (0x80 | digits.length)}, digits, content);
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
