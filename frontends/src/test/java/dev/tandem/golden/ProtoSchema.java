package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of each message by number, as the recorded server's protocol defines them. */
record ProtoSchema(Map<String, Map<Integer, Field>> messages) {
  static final ProtoSchema RECORDED = load("grpc_schema.json");

  /** How often a field can stand in a message; OPTIONAL knows whether a default was sent. */
  enum Label {
    SINGULAR,
    OPTIONAL,
    REPEATED,
    MAP
  }

  /**
   * One field.
   *
   * @param kind the name of a message of the schema, or a scalar type such as {@code int64}
   */
  record Field(String name, String kind, Label label) {
    static Field of(List<String> parts) {
      Label label =
          switch (parts.get(2)) {
            case "" -> Label.SINGULAR;
            case "o" -> Label.OPTIONAL;
            case "r" -> Label.REPEATED;
            case "m" -> Label.MAP;
            default -> throw new IllegalArgumentException(parts + " (expected: '', o, r or m)");
          };
      return new Field(parts.get(0), parts.get(1), label);
    }
  }

  ProtoSchema {
    messages = Map.copyOf(messages);
  }

  boolean isMessage(String kind) {
    return messages.containsKey(kind);
  }

  @Nullable Field field(String message, int number) {
    return fields(message).get(number);
  }

  /** The kind of the values of a map, given the kind of its entries. */
  String mapValueKind(String entry) {
    Field value = field(entry, 2);
    if (value == null) {
      throw new IllegalArgumentException(entry + ": no field 2 (expected: the entry of a map)");
    }
    return value.kind();
  }

  private Map<Integer, Field> fields(String message) {
    Map<Integer, Field> fields = messages.get(message);
    if (fields == null) {
      throw new IllegalArgumentException(message + ": no such message in the schema");
    }
    return fields;
  }

  private static ProtoSchema load(String resource) {
    try (InputStream stream = GoldenFiles.open(resource)) {
      JsonObject all = JsonObject.of(Json.read(ByteString.readFrom(stream)));
      Map<String, Map<Integer, Field>> messages = new HashMap<>();
      for (String message : all.names()) {
        JsonObject numbered = all.object(message);
        Map<Integer, Field> fields = new HashMap<>();
        for (String number : numbered.names()) {
          fields.put(Integer.valueOf(number), Field.of(numbered.texts(number)));
        }
        messages.put(message, Map.copyOf(fields));
      }
      return new ProtoSchema(messages);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
