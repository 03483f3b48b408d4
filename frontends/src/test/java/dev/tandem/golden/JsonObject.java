package dev.tandem.golden;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A JSON object whose fields are read by the type they must have. */
record JsonObject(Map<?, ?> fields) {
  static JsonObject of(@Nullable Object value) {
    return new JsonObject((Map<?, ?>) requireNonNull(value, "value"));
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  Set<String> names() {
    return fields.keySet().stream()
        .map(String.class::cast)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  String text(String name) {
    return requireNonNull(textOrNull(name), name);
  }

  @Nullable String textOrNull(String name) {
    return (String) fields.get(name);
  }

  /** The texts of a list, or the only one; none where the field is null or missing. */
  List<String> texts(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    return value instanceof String text
        ? List.of(text)
        : ((List<?>) value).stream().map(String.class::cast).toList();
  }

  /** A list of lists of texts. */
  List<List<String>> pairs(String name) {
    return list(name).stream()
        .map(pair -> ((List<?>) pair).stream().map(String.class::cast).toList())
        .toList();
  }

  long number(String name, long otherwise) {
    return fields.get(name) instanceof Number number ? number.longValue() : otherwise;
  }

  boolean flag(String name, boolean otherwise) {
    return fields.get(name) instanceof Boolean flag ? flag : otherwise;
  }

  JsonObject object(String name) {
    return of(fields.get(name));
  }

  List<JsonObject> objects(String name) {
    return list(name).stream().map(JsonObject::of).toList();
  }

  private List<?> list(String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }
}
