package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonValue;

/** Our own parameter {@code version}, which picks the one version to load or to unload. */
final class VersionParameter {
  private VersionParameter() {}

  static long of(JsonValue value) {
    if (value.isString()) {
      return of(value.text());
    }
    if (value.isNumber() && value.number().isUnsignedLong() && value.number().longValue() >= 0) {
      return value.number().longValue();
    }
    throw invalid("neither a version number nor its digits");
  }

  static long of(String digits) {
    try {
      if (digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
        return Long.parseLong(digits);
      }
    } catch (NumberFormatException e) {
      throw invalid("'" + digits + "'");
    }
    throw invalid("'" + digits + "'");
  }

  static long of(long number) {
    if (number < 0) {
      throw invalid("'" + number + "'");
    }
    return number;
  }

  private static ServingException invalid(String what) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "invalid value for parameter 'version': " + what + " (expected: a number from 0)");
  }
}
