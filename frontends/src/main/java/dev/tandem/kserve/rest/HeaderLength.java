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

  private HeaderLength() {}

  /**
   * Without the header, the whole body is; throws {@link ServingException} where the header cannot
   * be right.
   */
  static int of(@Nullable String header, int bodyLength) {
    if (header == null) {
      return bodyLength;
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

  private static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_REQUEST, message);
  }
}
