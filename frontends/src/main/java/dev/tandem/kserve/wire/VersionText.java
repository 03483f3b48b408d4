package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import java.math.BigInteger;

/**
 * A model version as text; empty means the newest. Read as C's {@code stol} reads it, which stops
 * at the first odd character.
 */
public final class VersionText {
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private VersionText() {}

  /**
   * The model that {@code name} and {@code version} ask for; throws {@link ServingException} where
   * there is none.
   */
  public static ServedModel lookUp(InferenceEngine engine, String name, String version) {
    return version.isEmpty() ? engine.model(name) : engine.model(name, parse(version));
  }

  static long parse(String text) {
    int start = 0;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    boolean signed =
        start < text.length() && (text.charAt(start) == '-' || text.charAt(start) == '+');
    int end = signed ? start + 1 : start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    if (end == (signed ? start + 1 : start)) {
      throw invalid(text);
    }
    BigInteger number = new BigInteger(text.substring(start, end));
    if (number.abs().compareTo(MAX) > 0) {
      throw invalid(text);
    }
    if (number.signum() < 0) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "invalid model version specified '"
              + text
              + "' , version should be an integral value > 0");
    }
    return number.longValue();
  }

  private static ServingException invalid(String text) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "failed to get model version from specified version string '"
            + text
            + "' (details: stol), version should be an integral value > 0");
  }
}
