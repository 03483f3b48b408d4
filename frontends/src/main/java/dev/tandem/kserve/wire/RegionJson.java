package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonValue;
import dev.tandem.kserve.shm.RegionInfo;
import java.nio.ByteBuffer;

/** Reads the JSON bodies that register regions of shared memory. */
public final class RegionJson {
  private RegionJson() {}

  /** Throws {@link ServingException} where {@code body} says too little of region {@code name}. */
  public static RegionInfo region(String name, ByteBuffer body) {
    JsonValue root = JsonFields.parse(body, body.remaining());
    String key = string(required(root, "key"));
    long offset = JsonFields.member(root, "offset").map(RegionJson::unsigned).orElse(0L);
    return new RegionInfo(name, key, offset, unsigned(required(root, "byte_size")));
  }

  private static JsonValue required(JsonValue root, String field) {
    return JsonFields.member(root, field)
        .orElseThrow(
            () ->
                new ServingException(
                    Reason.INVALID_REQUEST,
                    "Shared memory register request has no '" + field + "' field"));
  }

  private static String string(JsonValue value) {
    if (!value.isString()) {
      throw JsonFields.malformed("attempt to access JSON non-string as string");
    }
    return value.text();
  }

  private static long unsigned(JsonValue value) {
    if (!value.isNumber() || !value.number().isUnsignedLong()) {
      throw JsonFields.malformed("attempt to access JSON non-unsigned-integer as unsigned-integer");
    }
    return value.number().longValue();
  }
}
