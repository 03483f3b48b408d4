package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the messages of a call say: maps of their fields, or a text where they cannot be read. */
final class GrpcValue {
  private static final ProtoReader READER = new ProtoReader(ProtoSchema.RECORDED);
  private static final String RAW = "raw_output_contents";

  private GrpcValue() {}

  static Object request(String method, ByteString bytes) {
    // A stream takes the message of a unary inference.
    return value(type(method.replace("ModelStreamInfer", "ModelInfer"), "Request"), bytes);
  }

  static Object response(String method, ByteString bytes) {
    Object value = value(type(method, "Response"), bytes);
    return value instanceof Map<?, ?> message ? withRawNextToOutputs(fields(message)) : value;
  }

  private static @Nullable String type(String method, String suffix) {
    String rpc = method.substring(method.lastIndexOf('/') + 1);
    String type =
        method.startsWith("/grpc.health")
            ? "grpc.health.v1.HealthCheck" + suffix
            : "inference." + rpc + suffix;
    return ProtoSchema.RECORDED.isMessage(type) ? type : null;
  }

  private static Object value(@Nullable String type, ByteString bytes) {
    if (type == null) {
      return "bytes " + Text.hex(bytes);
    }
    try {
      return READER.read(type, bytes);
    } catch (IOException e) {
      return "malformed " + type + " " + Text.hex(bytes);
    }
  }

  /** Raw contents belong to the outputs by position: puts each next to its output. */
  private static Map<String, Object> withRawNextToOutputs(Map<String, Object> message) {
    Map<String, Object> joined = new LinkedHashMap<>(message);
    if (message.get("infer_response") instanceof Map<?, ?> nested) {
      joined.put("infer_response", withRawNextToOutputs(fields(nested)));
    }
    if (message.get(RAW) instanceof List<?> raw
        && message.getOrDefault("outputs", List.of()) instanceof List<?> outputs
        && raw.size() == outputs.size()) {
      List<Object> complete = new ArrayList<>();
      for (int i = 0; i < raw.size(); i++) {
        Map<String, Object> output = fields((Map<?, ?>) outputs.get(i));
        output.put("raw", raw.get(i));
        complete.add(output);
      }
      joined.put("outputs", complete);
      joined.remove(RAW);
    }
    return joined;
  }

  private static Map<String, Object> fields(Map<?, ?> message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    message.forEach((name, value) -> fields.put((String) name, value));
    return fields;
  }
}
