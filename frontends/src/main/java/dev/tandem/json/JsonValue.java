package dev.tandem.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One value of a checked document: where it begins. Cheap to make and to pass on; long arrays of
 * numbers are better read with a {@link #reader}.
 */
public final class JsonValue {
  private final JsonDocument document;
  private final int position;
  private final int depth;
  private final int entry;

  /**
   * @param depth how many containers are around the value
   * @param entry the tape's entry if this is a container that has one
   */
  JsonValue(JsonDocument document, int position, int depth, int entry) {
    this.document = document;
    this.position = position;
    this.depth = depth;
    this.entry = entry;
  }

  public JsonKind kind() {
    return switch (document.bytes[position]) {
      case '{' -> JsonKind.OBJECT;
      case '[' -> JsonKind.ARRAY;
      case '"' -> JsonKind.STRING;
      case 't' -> JsonKind.TRUE;
      case 'f' -> JsonKind.FALSE;
      case 'n' -> JsonKind.NULL;
      default -> JsonKind.NUMBER;
    };
  }

  public boolean isObject() {
    return kind() == JsonKind.OBJECT;
  }

  public boolean isArray() {
    return kind() == JsonKind.ARRAY;
  }

  public boolean isString() {
    return kind() == JsonKind.STRING;
  }

  public boolean isNumber() {
    return kind() == JsonKind.NUMBER;
  }

  public boolean isBoolean() {
    return kind() == JsonKind.TRUE || kind() == JsonKind.FALSE;
  }

  /** A reader whose first token is this value's first. */
  public JsonReader reader() {
    return new JsonReader(document, position, depth, entry);
  }

  /** A reader that stands on this value's first token. */
  private JsonReader startedReader(JsonKind expected) {
    if (kind() != expected) {
      throw mistaken(expected.displayName());
    }
    JsonReader reader = reader();
    reader.next();
    return reader;
  }

  private IllegalStateException mistaken(String expected) {
    return new IllegalStateException(
        "value: " + kind().displayName() + " (expected: " + expected + ")");
  }

  /** How many elements an array or members an object holds. */
  public int size() {
    if (!isArray() && !isObject()) {
      throw mistaken("Array or Object");
    }
    return entry == ContainerTape.NONE ? count() : document.tape.size(entry);
  }

  private int count() {
    JsonReader reader = startedReader(kind());
    int count = 0;
    while (reader.next() != JsonToken.ARRAY_END && reader.token() != JsonToken.OBJECT_END) {
      count += reader.token() == JsonToken.NAME ? 0 : 1;
      reader.skip();
    }
    return count;
  }

  /** The first element of an array. */
  public Optional<JsonValue> first() {
    JsonReader reader = startedReader(JsonKind.ARRAY);
    return reader.next() == JsonToken.ARRAY_END ? Optional.empty() : Optional.of(reader.value());
  }

  /** The elements of an array. */
  public List<JsonValue> elements() {
    JsonReader reader = startedReader(JsonKind.ARRAY);
    List<JsonValue> elements = new ArrayList<>();
    while (reader.next() != JsonToken.ARRAY_END) {
      elements.add(reader.value());
      reader.skip();
    }
    return elements;
  }

  /** The members of an object as they are written, names that come twice included. */
  public List<JsonMember> members() {
    JsonReader reader = startedReader(JsonKind.OBJECT);
    List<JsonMember> members = new ArrayList<>();
    while (reader.next() != JsonToken.OBJECT_END) {
      String name = reader.text();
      reader.next();
      members.add(new JsonMember(name, reader.value()));
      reader.skip();
    }
    return members;
  }

  /** The first member of an object that has this name. */
  public Optional<JsonValue> member(String name) {
    JsonReader reader = startedReader(JsonKind.OBJECT);
    while (reader.next() != JsonToken.OBJECT_END) {
      boolean found = reader.textEquals(name);
      reader.next();
      if (found) {
        return Optional.of(reader.value());
      }
      reader.skip();
    }
    return Optional.empty();
  }

  public JsonNumber number() {
    return startedReader(JsonKind.NUMBER).number();
  }

  /** The text of a string; what is not UTF-8 in it becomes U+FFFD. */
  public String text() {
    return startedReader(JsonKind.STRING).text();
  }

  /** The bytes of a string, escapes decoded. */
  public byte[] utf8() {
    ByteSink sink = new ByteSink(0);
    startedReader(JsonKind.STRING).appendUtf8(sink);
    return sink.toByteArray();
  }

  public boolean booleanValue() {
    if (!isBoolean()) {
      throw mistaken("True or False");
    }
    return kind() == JsonKind.TRUE;
  }
}
