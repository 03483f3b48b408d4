package dev.tandem.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
  private static String write(Consumer<JsonWriter> document) {
    ByteSink sink = new ByteSink(0);
    document.accept(new JsonWriter(sink, JsonFloatStyle.RAPIDJSON));
    return new String(sink.toByteArray(), UTF_8);
  }

  @Test
  void separatesMembersAndElements() {
    String text =
        write(
            json -> {
              json.beginObject();
              json.name("model_name");
              json.string("m");
              json.name("outputs");
              json.beginArray();
              json.beginObject();
              json.endObject();
              json.beginObject();
              json.name("shape");
              json.beginArray();
              json.number(1);
              json.number(-16);
              json.endArray();
              json.name("data");
              json.beginArray();
              json.number(1f);
              json.number(2.5);
              json.booleanValue(true);
              json.booleanValue(false);
              json.nullValue();
              json.unsignedNumber(-1);
              json.endArray();
              json.endObject();
              json.endArray();
              json.name("x");
              json.number(0);
              json.endObject();
            });

    assertThat(text)
        .isEqualTo(
            "{\"model_name\":\"m\",\"outputs\":[{},{\"shape\":[1,-16],"
                + "\"data\":[1.0,2.5,true,false,null,18446744073709551615]}],\"x\":0}");
  }

  @Test
  void escapesWhatRapidJsonEscapes() {
    assertThat(write(json -> json.string("\"\\/\b\f\n\r\t\0\u001f\u007fé😀")))
        .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\u007fé😀\"");
  }

  @Test
  void writesBytesThatAreNotUtf8AsTheyAre() {
    byte[] bytes = {'x', -1, 'a', (byte) 0x80, '"', (byte) 0xc3, 'y'};
    ByteSink sink = new ByteSink(0);
    new JsonWriter(sink, JsonFloatStyle.RAPIDJSON).string(bytes, 1, 5);

    assertThat(new String(sink.toByteArray(), ISO_8859_1)).isEqualTo("\"\u00ffa\u0080\\\"\u00c3\"");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        7,
        10,
        99,
        100,
        12_345_678,
        99_999_999,
        100_000_000,
        1_234_567_890_123_456L,
        9_999_999_999_999_999L,
        12_345_678_901_234_567L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -100
      })
  void writesIntegers(long value) {
    assertThat(write(json -> json.number(value))).isEqualTo(Long.toString(value));
    assertThat(write(json -> json.unsignedNumber(value))).isEqualTo(Long.toUnsignedString(value));
  }

  @Test
  void laysOutTfServingErrors() {
    String text =
        write(
            json -> {
              json.layout(JsonLayout.PRETTY);
              json.beginObject();
              json.name("error");
              json.string("text");
              json.endObject();
            });

    assertThat(text).isEqualTo("{\n    \"error\": \"text\"\n}");
  }

  @Test
  void laysOutTfServingPredictions() {
    String text =
        write(
            json -> {
              json.layout(JsonLayout.PRETTY);
              json.beginObject();
              json.name("predictions");
              json.layout(JsonLayout.PRETTY_ARRAYS_ON_ONE_LINE);
              json.beginArray();
              json.number(2.5);
              json.number(3.0);
              json.layout(JsonLayout.PRETTY);
              json.endArray();
              json.endObject();
            });

    assertThat(text).isEqualTo("{\n    \"predictions\": [2.5, 3.0\n    ]\n}");
  }

  @Test
  void laysOutOneElementPerLine() {
    String text =
        write(
            json -> {
              json.layout(JsonLayout.PRETTY);
              json.beginObject();
              json.name("outputs");
              json.beginArray();
              json.beginArray();
              json.number(1);
              json.number(2);
              json.endArray();
              json.beginArray();
              json.endArray();
              json.endArray();
              json.name("empty");
              json.beginObject();
              json.endObject();
              json.endObject();
            });

    assertThat(text)
        .isEqualTo(
            """
            {
                "outputs": [
                    [
                        1,
                        2
                    ],
                    []
                ],
                "empty": {}
            }""");
  }
}
