package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonMember;
import dev.tandem.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a REST infer request. */
record RestParameters(RequestOptions options, boolean binaryOutputs) {
  private static final RestParameters NONE = new RestParameters(RequestOptions.NONE, false);

  static RestParameters read(Optional<JsonValue> parameters) {
    if (parameters.isEmpty()) {
      return NONE;
    }
    if (!parameters.get().isObject()) {
      throw JsonFields.malformed(
          "failed to get request params.: attempt to get members for non-object");
    }
    long priority = 0;
    long timeoutMicros = 0;
    SequenceId sequence = SequenceId.NONE;
    boolean start = false;
    boolean end = false;
    boolean binaryOutputs = false;
    Map<String, Object> custom = new HashMap<>();
    for (JsonMember member : parameters.get().members()) {
      String name = member.name();
      JsonValue value = member.value();
      switch (name) {
        case "priority" -> priority = JsonFields.unsigned(name, value);
        case "timeout" -> timeoutMicros = JsonFields.unsigned(name, value);
        case "binary_data_output" -> binaryOutputs = JsonFields.bool(name, value);
        case "sequence_start" -> start = JsonFields.bool(name, value);
        case "sequence_end" -> end = JsonFields.bool(name, value);
        case "sequence_id" -> sequence = sequenceId(name, value);
        default -> {
          refuseReserved(name);
          custom.put(name, custom(name, value));
        }
      }
    }
    RequestOptions options =
        new RequestOptions(
            priority,
            timeoutMicros,
            RequestOptions.NO_DEADLINE,
            SequencePlace.of(sequence, start, end),
            custom);
    return new RestParameters(options, binaryOutputs);
  }

  private static SequenceId sequenceId(String name, JsonValue value) {
    return value.isNumber() && value.number().isUnsignedLong()
        ? new SequenceId.Numbered(value.number().longValue())
        : new SequenceId.Named(JsonFields.string(name, value));
  }

  private static void refuseReserved(String name) {
    if (name.startsWith("triton_")) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "parameter keys starting with 'triton_' are reserved for Triton usage and should not be specified.");
    }
  }

  /** A parameter that is the model's own. */
  static Object custom(String name, JsonValue value) {
    return switch (value.kind()) {
      case TRUE -> true;
      case FALSE -> false;
      case STRING -> value.text();
      case NUMBER -> {
        if (value.number().isLong()) {
          yield value.number().longValue();
        }
        yield value.number().doubleValue();
      }
      case OBJECT, ARRAY, NULL ->
          throw new ServingException(
              Reason.INVALID_REQUEST,
              "parameter '"
                  + name
                  + "' has invalid type. It should be either 'int', 'bool', or 'string'.");
    };
  }
}
