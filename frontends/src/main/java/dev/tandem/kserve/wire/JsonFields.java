package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonException;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.json.JsonValue;
import dev.tandem.json.TrailingBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Reads members of JSON objects, and refuses those of another type in Triton's words. */
final class JsonFields {
  private JsonFields() {}

  /** Parses the first {@code length} bytes of a body, in place where they lie on the heap. */
  static JsonValue parse(ByteBuffer body, int length) {
    return parse(body, length, more -> {});
  }

  /** The same, where {@code growth} is told of bytes that reading takes beside the body. */
  static JsonValue parse(ByteBuffer body, int length, LongConsumer growth) {
    try {
      if (body.hasArray()) {
        int offset = body.arrayOffset() + body.position();
        return JsonDocument.parse(body.array(), offset, length, TrailingBytes.REJECT, growth)
            .root();
      }
      byte[] json = new byte[length];
      body.get(body.position(), json);
      return JsonDocument.parse(json, 0, length, TrailingBytes.REJECT, growth).root();
    } catch (JsonException e) {
      throw new ServingException(
          Reason.MALFORMED_BODY, "failed to parse the request JSON buffer: " + e.getMessage(), e);
    }
  }

  static Optional<JsonValue> member(JsonValue object, String name) {
    return object.isObject() ? object.member(name) : Optional.empty();
  }

  static JsonValue required(JsonValue object, String name) {
    return member(object, name)
        .orElseThrow(
            () -> unparsable(name, "attempt to access non-existing object member '" + name + "'"));
  }

  static String string(String name, JsonValue value) {
    if (!value.isString()) {
      throw unparsable(name, "attempt to access JSON non-string as string");
    }
    return value.text();
  }

  static boolean bool(String name, JsonValue value) {
    if (!value.isBoolean()) {
      throw unparsable(name, "attempt to access JSON non-boolean as boolean");
    }
    return value.booleanValue();
  }

  static long unsigned(String name, JsonValue value) {
    if (!value.isNumber() || !value.number().isUnsignedLong()) {
      throw unparsable(name, "attempt to access JSON non-unsigned-integer as unsigned-integer");
    }
    return value.number().longValue();
  }

  static List<JsonValue> array(String name, JsonValue value) {
    if (!value.isArray()) {
      throw unparsable(name, "attempt to access JSON non-array as array");
    }
    return value.elements();
  }

  /** The elements as unsigned 64-bit numbers. */
  static long[] unsignedArray(String name, JsonValue value) {
    if (!value.isArray()) {
      throw unparsable(name, "attempt to access JSON non-array as array");
    }
    long[] numbers = new long[value.size()];
    JsonReader reader = value.reader();
    reader.next();
    for (int i = 0; i < numbers.length; i++) {
      if (reader.next() != JsonToken.NUMBER || !reader.number().isUnsignedLong()) {
        throw unparsable(name, "attempt to access JSON non-unsigned-integer as unsigned-integer");
      }
      numbers[i] = reader.number().longValue();
    }
    return numbers;
  }

  static ServingException unparsable(String name, String why) {
    return malformed("Unable to parse '" + name + "': " + why);
  }

  static ServingException malformed(String message) {
    return new ServingException(Reason.MALFORMED_BODY, message);
  }
}
