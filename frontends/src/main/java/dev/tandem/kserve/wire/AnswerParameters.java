package dev.tandem.kserve.wire;

import com.google.protobuf.ByteString;
import dev.tandem.json.JsonWriter;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.ModelInferResponse;
import java.util.Map;
import java.util.TreeMap;

/** What an answer says beside its outputs, as the dialects write it. */
final class AnswerParameters {
  private AnswerParameters() {}

  /** The field of a ModelInferResponse. */
  static ByteString field(Map<String, Object> parameters) {
    if (parameters.isEmpty()) {
      return ByteString.EMPTY;
    }
    ModelInferResponse.Builder message = ModelInferResponse.newBuilder();
    new TreeMap<>(parameters).forEach((name, value) -> message.putParameters(name, of(value)));
    return message.build().toByteString();
  }

  private static InferParameter of(Object value) {
    InferParameter.Builder parameter = InferParameter.newBuilder();
    if (value instanceof Boolean flag) {
      return parameter.setBoolParam(flag).build();
    } else if (value instanceof Long number) {
      return parameter.setInt64Param(number).build();
    } else if (value instanceof Double number) {
      return parameter.setDoubleParam(number).build();
    }
    return parameter.setStringParam(value.toString()).build();
  }

  /** The member of an answer's object, where there is anything to say. */
  static void write(JsonWriter json, Map<String, Object> parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    json.name("parameters");
    json.beginObject();
    new TreeMap<>(parameters)
        .forEach(
            (name, value) -> {
              json.name(name);
              write(json, value);
            });
    json.endObject();
  }

  private static void write(JsonWriter json, Object value) {
    if (value instanceof Boolean flag) {
      json.booleanValue(flag);
    } else if (value instanceof Long number) {
      json.number(number);
    } else if (value instanceof Double number) {
      json.number(number);
    } else {
      json.string(value.toString());
    }
  }
}
