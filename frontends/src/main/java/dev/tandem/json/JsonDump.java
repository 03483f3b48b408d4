package dev.tandem.json;

import java.nio.charset.StandardCharsets;

/** Shows a value in an error message the way TF Serving does: pretty, and cut when it gets long. */
public final class JsonDump {
  /** Nothing more is begun once the text has this many bytes. */
  private static final int SOFT_LIMIT_BYTES = 256;

  /** One long string must not make one long message. */
  private static final int HARD_LIMIT_BYTES = 1024;

  private JsonDump() {}

  public static String of(JsonValue value) {
    ByteSink sink = new ByteSink(SOFT_LIMIT_BYTES);
    JsonWriter writer = new JsonWriter(sink, JsonFloatStyle.RAPIDJSON);
    writer.layout(JsonLayout.PRETTY_ARRAYS_ON_ONE_LINE);
    JsonReader reader = value.reader();
    while (sink.length() < SOFT_LIMIT_BYTES && reader.next() != JsonToken.END) {
      write(reader, writer);
    }
    if (sink.length() > HARD_LIMIT_BYTES) {
      sink.length(startOfCharacter(sink.array(), HARD_LIMIT_BYTES));
    }
    return new String(sink.array(), 0, sink.length(), StandardCharsets.UTF_8);
  }

  private static int startOfCharacter(byte[] utf8, int from) {
    int p = from;
    while ((utf8[p] & 0xc0) == 0x80) {
      p--;
    }
    return p;
  }

  private static void write(JsonReader reader, JsonWriter writer) {
    switch (reader.token()) {
      case OBJECT_START -> writer.beginObject();
      case OBJECT_END -> writer.endObject();
      case ARRAY_START -> writer.beginArray();
      case ARRAY_END -> writer.endArray();
      case NAME -> writer.name(reader.text());
      case STRING -> writer.string(reader.text());
      case NUMBER -> write(reader.number(), writer);
      case TRUE -> writer.booleanValue(true);
      case FALSE -> writer.booleanValue(false);
      case NULL -> writer.nullValue();
      case END -> {}
    }
  }

  private static void write(JsonNumber number, JsonWriter writer) {
    if (number.isLong()) {
      writer.number(number.longValue());
    } else if (number.isInteger()) {
      writer.unsignedNumber(number.longValue());
    } else {
      writer.number(number.doubleValue());
    }
  }
}
