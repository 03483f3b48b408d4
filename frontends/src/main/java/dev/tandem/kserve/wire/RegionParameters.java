package dev.tandem.kserve.wire;

import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonValue;
import dev.tandem.kserve.shm.RegionUse;
import dev.tandem.kserve.wire.Parameter.Kind;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from the parameters of a tensor which part of a client's shared memory it is to use. */
final class RegionParameters {
  static final String REGION = "shared_memory_region";
  private static final String OFFSET = "shared_memory_offset";
  private static final String BYTE_SIZE = "shared_memory_byte_size";

  private RegionParameters() {}

  /** Of a tensor in a message, or null where it is not about shared memory. */
  static @Nullable RegionUse of(String tensor, Map<String, Parameter> parameters) {
    if (parameters.isEmpty()) {
      return null;
    }
    Parameter region = parameters.get(REGION);
    Parameter offset = parameters.get(OFFSET);
    Parameter byteSize = parameters.get(BYTE_SIZE);
    expect(tensor, REGION, region, Kind.STRING, "string_param");
    expect(tensor, OFFSET, offset, Kind.INT64, "int64_param");
    expect(tensor, BYTE_SIZE, byteSize, Kind.INT64, "int64_param");
    if (region != null && byteSize != null) {
      return new RegionUse(region.text(), offset == null ? 0 : offset.number(), byteSize.number());
    }
    if (region != null) {
      throw together(BYTE_SIZE, "must be specified along with", tensor);
    }
    if (offset != null) {
      throw together(OFFSET, "can not be specified without", tensor);
    }
    if (byteSize != null) {
      throw together(BYTE_SIZE, "can not be specified without", tensor);
    }
    return null;
  }

  private static void expect(
      String tensor, String key, @Nullable Parameter value, Kind kind, String name) {
    if (value != null && value.kind() != kind) {
      throw InferMessageReader.invalid(
          "invalid value type for '"
              + key
              + "' parameter for tensor '"
              + tensor
              + "', expected "
              + name
              + ".");
    }
  }

  private static ServingException together(String key, String rule, String tensor) {
    return InferMessageReader.invalid(
        "'" + key + "' " + rule + " '" + REGION + "' parameter for tensor '" + tensor + "'");
  }

  /** Of a tensor in JSON, whose parameters these are; a part without a size has none. */
  static Optional<RegionUse> of(JsonValue parameters) {
    return JsonFields.member(parameters, REGION)
        .map(
            region ->
                new RegionUse(
                    JsonFields.string(REGION, region),
                    unsigned(parameters, OFFSET),
                    unsigned(parameters, BYTE_SIZE)));
  }

  private static long unsigned(JsonValue parameters, String name) {
    return JsonFields.member(parameters, name)
        .map(value -> JsonFields.unsigned(name, value))
        .orElse(0L);
  }
}
