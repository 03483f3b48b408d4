package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonValue;
import dev.tandem.kserve.shm.RegionUse;
import java.util.Optional;

/** Reads the parameters of a requested output. */
final class OutputParameters {
  private OutputParameters() {}

  /** Whether the output is to come as binary. */
  static boolean isBinary(JsonValue output) {
    Optional<JsonValue> member =
        JsonFields.member(output, "parameters").filter(JsonValue::isObject);
    if (member.isEmpty()) {
      return false;
    }
    JsonValue parameters = member.get();
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

  /** The shared memory that the output is to go to, and then neither as binary nor as classes. */
  static Optional<RegionUse> region(JsonValue output) {
    Optional<RegionUse> use = JsonFields.member(output, "parameters").flatMap(RegionParameters::of);
    if (use.isPresent()) {
      refuse("classification", classes(output) > 0);
      refuse("binary_data", isBinary(output));
    }
    return use;
  }

  private static void refuse(String other, boolean set) {
    if (set) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "Output can't set both 'shared_memory_region' and '" + other + "'");
    }
  }
}
