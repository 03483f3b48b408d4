package dev.tandem.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written reads back equal; what is broken is refused and never worse. */
class JsonDocumentPropertyTest {
  private static final Object NULL = Optional.empty();

  @Provide
  Arbitrary<Object> documents() {
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            Arbitraries.of(NULL, true, false),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.doubles().map(Object.class::cast),
            texts().map(Object.class::cast));
    return Arbitraries.recursive(() -> scalars, this::containers, 0, 4);
  }

  private Arbitrary<Object> containers(Arbitrary<Object> inner) {
    return Arbitraries.oneOf(
        inner.list().ofMaxSize(5).map(Object.class::cast),
        Arbitraries.maps(texts(), inner).ofMaxSize(5).map(LinkedHashMap::new));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("ab\"\\/\b\f\n\r\t\0\u001f")
        .withChars(' ', '\ud7ff')
        .ofMaxLength(20);
  }

  @Provide
  Arbitrary<JsonLayout> layouts() {
    return Arbitraries.of(JsonLayout.class);
  }

  private static byte[] write(Object document, JsonLayout layout) {
    ByteSink sink = new ByteSink(0);
    JsonWriter writer = new JsonWriter(sink, JsonFloatStyle.RAPIDJSON);
    writer.layout(layout);
    write(document, writer);
    return sink.toByteArray();
  }

  private static void write(Object value, JsonWriter writer) {
    if (value instanceof List<?> list) {
      writer.beginArray();
      list.forEach(element -> write(element, writer));
      writer.endArray();
    } else if (value instanceof Map<?, ?> map) {
      writer.beginObject();
      map.forEach(
          (name, member) -> {
            writer.name((String) name);
            write(member, writer);
          });
      writer.endObject();
    } else if (value instanceof String text) {
      writer.string(text);
    } else if (value instanceof Long number) {
      writer.number(number);
    } else if (value instanceof Double number) {
      writer.number(number);
    } else if (value instanceof Boolean truth) {
      writer.booleanValue(truth);
    } else {
      writer.nullValue();
    }
  }

  private static Object read(JsonValue value) {
    return switch (value.kind()) {
      case NULL -> NULL;
      case TRUE, FALSE -> value.booleanValue();
      case STRING -> value.text();
      case NUMBER ->
          value.number().isInteger()
              ? (Object) value.number().longValue()
              : (Object) value.number().doubleValue();
      case ARRAY -> value.elements().stream().map(JsonDocumentPropertyTest::read).toList();
      case OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        value.members().forEach(member -> members.put(member.name(), read(member.value())));
        yield members;
      }
    };
  }

  /** Builds the same from tokens. */
  private static Object read(JsonReader reader) {
    switch (reader.token()) {
      case ARRAY_START -> {
        List<Object> elements = new ArrayList<>();
        while (reader.next() != JsonToken.ARRAY_END) {
          elements.add(read(reader));
        }
        return elements;
      }
      case OBJECT_START -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (reader.next() != JsonToken.OBJECT_END) {
          String name = reader.text();
          reader.next();
          members.put(name, read(reader));
        }
        return members;
      }
      default -> {
        return read(reader.value());
      }
    }
  }

  @Property(tries = 100)
  void readsBackWhatIsWritten(
      @ForAll("documents") Object document, @ForAll("layouts") JsonLayout layout) {
    byte[] bytes = write(document, layout);
    JsonValue root = JsonDocument.parse(bytes, TrailingBytes.REJECT).root();

    assertThat(read(root)).as(new String(bytes, UTF_8)).isEqualTo(document);
    JsonReader reader = root.reader();
    reader.next();
    assertThat(read(reader)).isEqualTo(document);
    assertThat(reader.next()).isEqualTo(JsonToken.END);
  }

  @Property(tries = 100)
  void refusesEveryCutOffDocument(@ForAll("documents") Object document) {
    byte[] bytes = write(List.of(document), JsonLayout.COMPACT);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(isValid(bytes, length)).isFalse();
    }
  }

  @Property(tries = 300)
  void survivesChangedBytes(
      @ForAll("documents") Object document,
      @ForAll int where,
      @ForAll("tellingBytes") byte replacement) {
    byte[] bytes = write(document, JsonLayout.PRETTY_ARRAYS_ON_ONE_LINE);
    bytes[Math.floorMod(where, bytes.length)] = replacement;

    isValid(bytes, bytes.length);
  }

  @Property(tries = 300)
  void survivesAnyBytes(@ForAll("noise") byte[] bytes) {
    isValid(bytes, bytes.length);
  }

  @Provide
  Arbitrary<Byte> tellingBytes() {
    return Arbitraries.oneOf(
        Arbitraries.of("{}[],:\"\\tfnNI-0.eE \0/u".chars().mapToObj(c -> (byte) c).toList()),
        Arbitraries.bytes());
  }

  @Provide
  Arbitrary<byte[]> noise() {
    return tellingBytes().array(byte[].class).ofMaxSize(30);
  }

  /** Whether the text is a document; if so, all of it can be read. */
  private static boolean isValid(byte[] bytes, int length) {
    JsonValue root;
    try {
      root = JsonDocument.parse(bytes, 0, length, TrailingBytes.REJECT).root();
    } catch (JsonException e) {
      assertThat(e.offset()).isBetween(0, length);
      return false;
    }
    JsonReader reader = root.reader();
    reader.next();
    assertThat(read(root).toString()).isEqualTo(read(reader).toString());
    assertThat(JsonDump.of(root)).isNotEmpty();
    return true;
  }
}
