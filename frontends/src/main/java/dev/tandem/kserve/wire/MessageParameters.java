package dev.tandem.kserve.wire;

import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.kserve.wire.Parameter.Kind;
import java.util.HashMap;
import java.util.Map;

/** Reads the request parameters of a ModelInfer message. */
final class MessageParameters {
  static final String EMPTY_FINAL_RESPONSE = "triton_enable_empty_final_response";

  private MessageParameters() {}

  static RequestOptions options(Map<String, Parameter> parameters, long deadlineNs) {
    if (parameters.isEmpty()) {
      return deadlineNs == RequestOptions.NO_DEADLINE
          ? RequestOptions.NONE
          : new RequestOptions(0, 0, deadlineNs, Map.of());
    }
    long priority = 0;
    long timeoutMicros = 0;
    SequenceId sequence = SequenceId.NONE;
    boolean start = false;
    boolean end = false;
    Map<String, Object> custom = new HashMap<>();
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      Parameter value = entry.getValue();
      switch (entry.getKey()) {
        case "priority" -> priority = priority(value);
        case "timeout" -> {
          expect("timeout", value, Kind.INT64, "int64_param");
          timeoutMicros = value.number();
        }
        case "sequence_start" -> start = bool("sequence_start", value);
        case "sequence_end" -> end = bool("sequence_end", value);
        case "sequence_id" -> sequence = sequenceId(value);
        case EMPTY_FINAL_RESPONSE -> expect(entry.getKey(), value, Kind.BOOL, "bool_param");
        default -> custom.put(entry.getKey(), custom(entry.getKey(), value));
      }
    }
    return new RequestOptions(
        priority, timeoutMicros, deadlineNs, SequencePlace.of(sequence, start, end), custom);
  }

  private static long priority(Parameter value) {
    if (value.kind() == Kind.UINT64) {
      return value.number();
    }
    expect("priority", value, Kind.INT64, "int64_param");
    if (value.number() < 0) {
      throw InferMessageReader.invalid("invalid value for 'priority', expected value >= 0.");
    }
    return value.number();
  }

  private static boolean bool(String key, Parameter value) {
    expect(key, value, Kind.BOOL, "bool_param");
    return value.asBoolean();
  }

  private static SequenceId sequenceId(Parameter value) {
    return switch (value.kind()) {
      case INT64 -> new SequenceId.Numbered(value.number());
      case STRING -> new SequenceId.Named(value.text());
      case BOOL, DOUBLE, UINT64, NONE ->
          throw InferMessageReader.invalid(
              "invalid value type for 'sequence_id' parameter, expected int64_param or"
                  + " string_param.");
    };
  }

  private static Object custom(String key, Parameter value) {
    if (key.startsWith("triton_")) {
      throw InferMessageReader.invalid(
          "parameter keys starting with 'triton_' are reserved for Triton usage. Only the following"
              + " keys starting with 'triton_' are allowed: "
              + EMPTY_FINAL_RESPONSE);
    }
    return switch (value.kind()) {
      case BOOL -> value.asBoolean();
      case INT64 -> value.number();
      case STRING -> value.text();
      case DOUBLE -> value.asDouble();
      case UINT64, NONE ->
          throw InferMessageReader.invalid(
              "invalid value type for '"
                  + key
                  + "' parameter, expected int64_param, bool_param, or string_param.");
    };
  }

  private static void expect(String key, Parameter value, Kind expected, String name) {
    if (value.kind() != expected) {
      throw InferMessageReader.invalid(
          "invalid value type for '" + key + "' parameter, expected " + name + ".");
    }
  }
}
