package dev.tandem.kserve.rest;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** How many bytes of a body are JSON, as the {@code Inference-Header-Content-Length} header says. */
final class HeaderLength {
  static final String NAME = "Inference-Header-Content-Length";

  private HeaderLength() {}

  /** Without the header, the whole body is; throws {@link ServingException} where the header cannot be right. */
  static int of(@Nullable String header, int bodyLength) {
    if (header == null) {
      return bodyLength;
    }
    String text = header.strip();
    if (!text.matches("[+-]?[0-9]+")) {
      throw invalid("Unable to parse " + NAME + ", got: " + (text.isEmpty() ? " " : header));
    }
    BigInteger number = new BigInteger(text);
    if (number.bitLength() > 31) {
      throw invalid(
          "Unable to parse "
              + NAME
              + ", value is out of range [ "
              + Integer.MIN_VALUE
              + ", "
              + Integer.MAX_VALUE
              + " ], got: "
              + text);
    }
    int length = number.intValue();
    if (length < 0 || length > bodyLength) {
      throw invalid("inference header size should be in range (0, " + bodyLength + "), got: " + length);
    }
    return length;
  }

  private static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_REQUEST, message);
  }
}
