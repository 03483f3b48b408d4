package dev.tandem.kserve.wire;

import dev.tandem.engine.api.RequestOptions;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.InferParameter.ParameterChoiceCase;
import java.util.HashMap;
import java.util.Map;

/** Reads the request parameters of a ModelInfer message. */
final class GeneratedParameters {
  private static final String EMPTY_FINAL_RESPONSE = "triton_enable_empty_final_response";

  private GeneratedParameters() {}

  static RequestOptions options(Map<String, InferParameter> parameters, long deadlineNs) {
    if (parameters.isEmpty() && deadlineNs == RequestOptions.NO_DEADLINE) {
      return RequestOptions.NONE;
    }
    long priority = 0;
    long timeoutMicros = 0;
    Map<String, Object> custom = new HashMap<>();
    for (Map.Entry<String, InferParameter> entry : parameters.entrySet()) {
      InferParameter value = entry.getValue();
      switch (entry.getKey()) {
        case "priority" -> priority = priority(value);
        case "timeout" -> {
          expect("timeout", value, ParameterChoiceCase.INT64_PARAM, "int64_param");
          timeoutMicros = value.getInt64Param();
        }
        case "sequence_start", "sequence_end" ->
            expect(entry.getKey(), value, ParameterChoiceCase.BOOL_PARAM, "bool_param");
        case "sequence_id" -> checkSequenceId(value);
        case EMPTY_FINAL_RESPONSE ->
            expect(entry.getKey(), value, ParameterChoiceCase.BOOL_PARAM, "bool_param");
        default -> custom.put(entry.getKey(), custom(entry.getKey(), value));
      }
    }
    return new RequestOptions(priority, timeoutMicros, deadlineNs, custom);
  }

  /** Refuses a tensor in shared memory: no region can be registered, so none is known. */
  static void refuseRegion(String tensor, Map<String, InferParameter> parameters) {
    InferParameter region = parameters.get("shared_memory_region");
    if (region == null) {
      return;
    }
    if (region.getParameterChoiceCase() != ParameterChoiceCase.STRING_PARAM) {
      throw GeneratedInferReader.invalid(
          "invalid value type for 'shared_memory_region' parameter for tensor '"
              + tensor
              + "', expected string_param.");
    }
    throw OutputParameters.unknownRegion(region.getStringParam());
  }

  private static long priority(InferParameter value) {
    if (value.getParameterChoiceCase() == ParameterChoiceCase.UINT64_PARAM) {
      return value.getUint64Param();
    }
    expect("priority", value, ParameterChoiceCase.INT64_PARAM, "int64_param");
    if (value.getInt64Param() < 0) {
      throw GeneratedInferReader.invalid("invalid value for 'priority', expected value >= 0.");
    }
    return value.getInt64Param();
  }

  private static void checkSequenceId(InferParameter value) {
    switch (value.getParameterChoiceCase()) {
      case INT64_PARAM, STRING_PARAM -> {}
      case BOOL_PARAM, DOUBLE_PARAM, UINT64_PARAM, PARAMETERCHOICE_NOT_SET ->
          throw GeneratedInferReader.invalid(
              "invalid value type for 'sequence_id' parameter, expected int64_param or"
                  + " string_param.");
    }
  }

  private static Object custom(String key, InferParameter value) {
    if (key.startsWith("triton_")) {
      throw GeneratedInferReader.invalid(
          "parameter keys starting with 'triton_' are reserved for Triton usage. Only the following"
              + " keys starting with 'triton_' are allowed: "
              + EMPTY_FINAL_RESPONSE);
    }
    return switch (value.getParameterChoiceCase()) {
      case BOOL_PARAM -> value.getBoolParam();
      case INT64_PARAM -> value.getInt64Param();
      case STRING_PARAM -> value.getStringParam();
      case DOUBLE_PARAM -> value.getDoubleParam();
      case UINT64_PARAM, PARAMETERCHOICE_NOT_SET ->
          throw GeneratedInferReader.invalid(
              "invalid value type for '"
                  + key
                  + "' parameter, expected int64_param, bool_param, or string_param.");
    };
  }

  private static void expect(
      String key, InferParameter value, ParameterChoiceCase expected, String name) {
    if (value.getParameterChoiceCase() != expected) {
      throw GeneratedInferReader.invalid(
          "invalid value type for '" + key + "' parameter, expected " + name + ".");
    }
  }
}
