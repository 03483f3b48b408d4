package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.json.JsonValue;
import dev.tandem.tfserving.feature.FeatureKind;
import dev.tandem.tfserving.wire.TfServingException;
import org.jspecify.annotations.Nullable;

/** Reads one feature after the other; how its values are written says of which kind it is. */
final class FeatureJsonReader {
  private static final int FIRST_CAPACITY_BYTES = 64;

  private final ExampleBytes target;
  private final ByteSink text = new ByteSink(FIRST_CAPACITY_BYTES);

  FeatureJsonReader(ExampleBytes target) {
    this.target = target;
  }

  /** Reads the value or list of values that the reader stands on, and moves to its end. */
  void read(byte[] name, JsonReader reader) {
    FeatureKind kind = null;
    if (reader.token() == JsonToken.ARRAY_START) {
      while (reader.next() != JsonToken.ARRAY_END) {
        kind = readValue(name, kind, reader);
      }
    } else {
      kind = readValue(name, null, reader);
    }
    target.endFeature(name, kind);
  }

  private FeatureKind readValue(byte[] name, @Nullable FeatureKind before, JsonReader reader) {
    FeatureKind kind = kind(name, reader);
    if (before != null && kind != before) {
      throw refused(
          "Unexpected element type in feature: ", name, " expecting type: " + before.noun());
    }
    switch (reader.token()) {
      case TRUE -> target.addInteger(1);
      case FALSE -> target.addInteger(0);
      case STRING -> {
        text.length(0);
        reader.appendUtf8(text);
        target.addBytes(text.array(), text.length());
      }
      case OBJECT_START -> {
        byte[] decoded = Base64Text.decode(reader.value());
        target.addBytes(decoded, decoded.length);
        reader.skip();
      }
      default -> {
        if (kind == FeatureKind.INT64) {
          target.addInteger(reader.number().longValue());
        } else {
          target.addFloat(reader.number().floatValue());
        }
      }
    }
    return kind;
  }

  private static FeatureKind kind(byte[] name, JsonReader reader) {
    return switch (reader.token()) {
      case TRUE, FALSE -> FeatureKind.INT64;
      case STRING -> FeatureKind.BYTES;
      case NUMBER -> numberKind(name, reader);
      default -> {
        JsonValue value = reader.value();
        if (!Base64Text.isBase64(value)) {
          throw refused(
              "Feature: ",
              name,
              " has element with unexpected JSON type: " + value.kind().displayName());
        }
        yield FeatureKind.BYTES;
      }
    };
  }

  private static FeatureKind numberKind(byte[] name, JsonReader reader) {
    if (!reader.number().isInteger()) {
      return FeatureKind.FLOAT;
    }
    if (!reader.number().isLong()) {
      throw refused("Feature: ", name, " has uint64_t element. Only int64_t is supported.");
    }
    return FeatureKind.INT64;
  }

  private static TfServingException refused(String before, byte[] name, String after) {
    return invalidArgument(before + new String(name, UTF_8) + after);
  }
}
