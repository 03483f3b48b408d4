package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonValue;
import java.util.Optional;

/** Reads the parameters of a requested output. */
final class OutputParameters {
  private OutputParameters() {}

  /**
   * Whether the output is to come as binary; throws where it is asked for in a way that is not
   * there.
   */
  static boolean isBinary(JsonValue output) {
    Optional<JsonValue> member =
        JsonFields.member(output, "parameters").filter(JsonValue::isObject);
    if (member.isEmpty()) {
      return false;
    }
    JsonValue parameters = member.get();
    JsonFields.member(parameters, "shared_memory_region")
        .ifPresent(
            region -> {
              throw unknownRegion(JsonFields.string("shared_memory_region", region));
            });
    return JsonFields.member(parameters, "binary_data")
        .map(value -> JsonFields.bool("binary_data", value))
        .orElse(false);
  }

  /** How many classes the output is to come as; 0 for the output itself. */
  static int classes(JsonValue output) {
    return JsonFields.member(output, "parameters")
        .flatMap(parameters -> JsonFields.member(parameters, ClassCounts.PARAMETER))
        .map(OutputParameters::classCount)
        .orElse(0);
  }

  private static int classCount(JsonValue value) {
    if (!value.isNumber() || !value.number().isUnsignedLong()) {
      throw JsonFields.malformed(
          "Unable to set 'classification': "
              + "attempt to access JSON non-unsigned-integer as unsigned-integer");
    }
    return ClassCounts.clamped(value.number().longValue());
  }

  /** No region can be registered, so none is known. */
  static ServingException unknownRegion(String region) {
    return new ServingException(
        Reason.MODEL_NOT_FOUND, "Unable to find shared memory region: '" + region + "'");
  }
}
