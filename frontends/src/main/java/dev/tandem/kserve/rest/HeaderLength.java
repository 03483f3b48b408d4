package dev.tandem.kserve.rest;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of a body are JSON, as the {@code Inference-Header-Content-Length} header says.
 */
final class HeaderLength {
  /** As C's {@code atoi} has it: what follows a number is not looked at. */
  private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*\\+?(-?[0-9]+)");

  static final String NAME = "Inference-Header-Content-Length";

  private static final int MAX_PLAIN_DIGITS = 9;

  private HeaderLength() {}

  /**
   * Without the header, the whole body is; throws {@link ServingException} where the header cannot
   * be right.
   */
  static int of(@Nullable String header, int bodyLength) {
    if (header == null) {
      return bodyLength;
    }
    int plain = plainNumber(header);
    if (plain >= 0 && plain <= bodyLength) {
      return plain;
    }
    Matcher number = LEADING_NUMBER.matcher(header);
    if (!number.lookingAt()) {
      throw invalid("Unable to parse " + NAME + ", got: " + (header.isBlank() ? " " : header));
    }
    BigInteger value = new BigInteger(number.group(1));
    if (value.bitLength() > 31) {
      throw invalid(
          "Unable to parse "
              + NAME
              + ", value is out of range [ "
              + Integer.MIN_VALUE
              + ", "
              + Integer.MAX_VALUE
              + " ], got: "
              + value);
    }
    int length = value.intValue();
    if (length < 0 || length > bodyLength) {
      throw invalid(
          "inference header size should be in range (0, " + bodyLength + "), got: " + length);
    }
    return length;
  }

  /** What nearly all clients send: a few digits; -1 for anything else. */
  private static int plainNumber(String header) {
    if (header.isEmpty() || header.length() > MAX_PLAIN_DIGITS) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < header.length(); i++) {
      char digit = header.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + digit - '0';
    }
    return number;
  }

  private static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_REQUEST, message);
  }
}
