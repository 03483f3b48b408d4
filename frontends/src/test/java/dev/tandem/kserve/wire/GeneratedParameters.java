package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.InferParameter.ParameterChoiceCase;
import dev.tandem.proto.kserve.ModelInferRequest.InferInputTensor;
import java.util.HashMap;
import java.util.List;
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
    SequenceId sequence = SequenceId.NONE;
    boolean start = false;
    boolean end = false;
    Map<String, Object> custom = new HashMap<>();
    for (Map.Entry<String, InferParameter> entry : parameters.entrySet()) {
      InferParameter value = entry.getValue();
      switch (entry.getKey()) {
        case "priority" -> priority = priority(value);
        case "timeout" -> {
          expect("timeout", value, ParameterChoiceCase.INT64_PARAM, "int64_param");
          timeoutMicros = value.getInt64Param();
        }
        case "sequence_start" -> {
          expect("sequence_start", value, ParameterChoiceCase.BOOL_PARAM, "bool_param");
          start = value.getBoolParam();
        }
        case "sequence_end" -> {
          expect("sequence_end", value, ParameterChoiceCase.BOOL_PARAM, "bool_param");
          end = value.getBoolParam();
        }
        case "sequence_id" -> {
          checkSequenceId(value);
          sequence =
              value.hasStringParam()
                  ? new SequenceId.Named(value.getStringParam())
                  : new SequenceId.Numbered(value.getInt64Param());
        }
        case EMPTY_FINAL_RESPONSE ->
            expect(entry.getKey(), value, ParameterChoiceCase.BOOL_PARAM, "bool_param");
        default -> custom.put(entry.getKey(), custom(entry.getKey(), value));
      }
    }
    return new RequestOptions(
        priority, timeoutMicros, deadlineNs, SequencePlace.of(sequence, start, end), custom);
  }

  /** Refuses a tensor in shared memory: no region is registered, so none is known. */
  static void refuseRegion(InferInputTensor input, ServedModel model) {
    Map<String, InferParameter> parameters = input.getParametersMap();
    String region = "shared_memory_region";
    String offset = "shared_memory_offset";
    String size = "shared_memory_byte_size";
    refuseKind(input, region, ParameterChoiceCase.STRING_PARAM, "string_param");
    refuseKind(input, offset, ParameterChoiceCase.INT64_PARAM, "int64_param");
    refuseKind(input, size, ParameterChoiceCase.INT64_PARAM, "int64_param");
    if (!parameters.containsKey(region)) {
      for (String alone : List.of(offset, size)) {
        if (parameters.containsKey(alone)) {
          throw alone(alone, "can not be specified without", input);
        }
      }
      return;
    }
    if (!parameters.containsKey(size)) {
      throw alone(size, "must be specified along with", input);
    }
    if (input.hasContents()) {
      throw GeneratedInferReader.invalid(
          "unexpected 'content' provided when using shared memory for input tensor '"
              + input.getName()
              + "' for model '"
              + model.name()
              + "'");
    }
    throw new ServingException(
        Reason.MODEL_NOT_FOUND,
        "Unable to find shared memory region: '" + parameters.get(region).getStringParam() + "'");
  }

  private static void refuseKind(
      InferInputTensor input, String key, ParameterChoiceCase kind, String name) {
    InferParameter value = input.getParametersMap().get(key);
    if (value != null && value.getParameterChoiceCase() != kind) {
      throw GeneratedInferReader.invalid(
          "invalid value type for '"
              + key
              + "' parameter for tensor '"
              + input.getName()
              + "', expected "
              + name
              + ".");
    }
  }

  private static ServingException alone(String key, String rule, InferInputTensor input) {
    return GeneratedInferReader.invalid(
        "'"
            + key
            + "' "
            + rule
            + " 'shared_memory_region' parameter for tensor '"
            + input.getName()
            + "'");
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
