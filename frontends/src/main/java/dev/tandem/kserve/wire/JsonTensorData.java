package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonNumber;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the {@code data} of an input: arrays in any nesting, flattened, straight into tensor bytes.
 */
final class JsonTensorData {
  private static final int MAX_DEPTH = 100;

  private final String input;
  private final DataType type;

  JsonTensorData(String input, DataType type) {
    this.input = input;
    this.type = type;
  }

  /** Refuses the types that are not written as JSON. */
  void requireJsonForm() {
    if (type == DataType.FP16 || type == DataType.BF16) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "receiving "
              + type
              + " data via JSON is not supported. Please use the binary data format for input "
              + input);
    }
  }

  static void requireArray(JsonValue data) {
    if (!data.isArray()) {
      throw JsonFields.unparsable("data", "attempt to access JSON non-array as array");
    }
  }

  /** Reads exactly as many numbers as {@code target} has room for, of an array or a lone value. */
  void readNumbers(JsonValue data, ByteBuffer target) {
    JsonReader reader = data.reader();
    for (JsonToken token = reader.next(); token != JsonToken.END; token = reader.next()) {
      if (token != JsonToken.ARRAY_START && token != JsonToken.ARRAY_END) {
        if (!target.hasRemaining()) {
          throw JsonFields.unparsable("data", "Shape does not match true shape of 'data' field");
        }
        put(reader, token, target);
      } else if (token == JsonToken.ARRAY_START && reader.depth() > MAX_DEPTH) {
        throw tooDeep();
      }
      if (type == DataType.FP32 && token != JsonToken.ARRAY_END) {
        reader.readPlainFloats(target);
      }
    }
    if (target.hasRemaining()) {
      throw JsonFields.malformed("Failed to parse 'data' field: shape does not match true shape");
    }
  }

  /** Reads at most {@code expected} strings; that there are fewer is for the engine to say. */
  ByteBuffer readStrings(JsonValue data, long expected) {
    JsonReader reader = data.reader();
    ByteSink sink = new ByteSink(256);
    long found = 0;
    for (JsonToken token = reader.next(); token != JsonToken.END; token = reader.next()) {
      if (token == JsonToken.STRING) {
        if (++found > expected) {
          throw JsonFields.malformed("shape does not match true shape of 'data' field");
        }
        putString(reader, sink);
      } else if (token == JsonToken.ARRAY_START) {
        if (reader.depth() > MAX_DEPTH) {
          throw tooDeep();
        }
      } else if (token != JsonToken.ARRAY_END) {
        throw JsonFields.malformed(
            "Unable to parse JSON bytes array: attempt to access JSON non-string as string");
      }
    }
    return ByteBuffer.wrap(sink.array(), 0, sink.length());
  }

  private static void putString(JsonReader reader, ByteSink sink) {
    int start = sink.length();
    sink.ensure(Integer.BYTES);
    sink.length(start + Integer.BYTES);
    reader.appendUtf8(sink);
    ByteBuffer.wrap(sink.array())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(start, sink.length() - start - Integer.BYTES);
  }

  private void put(JsonReader reader, JsonToken token, ByteBuffer target) {
    switch (type) {
      case BOOL -> target.put((byte) (bool(token) ? 1 : 0));
      case INT8 -> target.put((byte) signed(reader, token, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 ->
          target.putShort((short) signed(reader, token, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT32 ->
          target.putInt((int) signed(reader, token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT64 -> target.putLong(signed(reader, token, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT8 -> target.put((byte) unsigned(reader, token, 0xffL));
      case UINT16 -> target.putShort((short) unsigned(reader, token, 0xffffL));
      case UINT32 -> target.putInt((int) unsigned(reader, token, 0xffff_ffffL));
      case UINT64 -> target.putLong(unsigned(reader, token, -1L));
      case FP32 -> target.putFloat((float) floating(reader, token));
      case FP64 -> target.putDouble(floating(reader, token));
      case FP16, BF16, BYTES ->
          throw new IllegalStateException(type + " is not read as JSON numbers");
    }
  }

  private static boolean bool(JsonToken token) {
    return switch (token) {
      case TRUE -> true;
      case FALSE -> false;
      default ->
          throw JsonFields.unparsable("data", "attempt to access JSON non-boolean as boolean");
    };
  }

  private long signed(JsonReader reader, JsonToken token, long min, long max) {
    if (token != JsonToken.NUMBER || !reader.number().isLong()) {
      throw JsonFields.unparsable(
          "data", "attempt to access JSON non-signed-integer as signed-integer");
    }
    long value = reader.number().longValue();
    if (value < min || value > max) {
      throw outOfRange(reader.number());
    }
    return value;
  }

  private long unsigned(JsonReader reader, JsonToken token, long max) {
    if (token != JsonToken.NUMBER || !reader.number().isUnsignedLong()) {
      throw JsonFields.unparsable(
          "data", "attempt to access JSON non-unsigned-integer as unsigned-integer");
    }
    long value = reader.number().longValue();
    if (Long.compareUnsigned(value, max) > 0) {
      throw outOfRange(reader.number());
    }
    return value;
  }

  private static double floating(JsonReader reader, JsonToken token) {
    if (token != JsonToken.NUMBER) {
      throw JsonFields.unparsable("data", "attempt to access JSON non-number as double");
    }
    return reader.number().doubleValue();
  }

  private ServingException outOfRange(JsonNumber number) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "input '"
            + input
            + "': value "
            + number.literal()
            + " (expected: within the range of "
            + type
            + ")");
  }

  private ServingException tooDeep() {
    String message = "JSON nesting depth exceeds maximum allowed limit (" + MAX_DEPTH + ")";
    return new ServingException(
        Reason.INVALID_REQUEST,
        type == DataType.BYTES ? message : "Unable to parse 'data': " + message);
  }
}
