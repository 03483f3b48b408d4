package dev.tandem.golden;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings values into an order of their own where the order carries no meaning. */
final class Canonical {
  private static final Comparator<Map<?, ?>> BY_NAME_AND_VERSION =
      Comparator.<Map<?, ?>, String>comparing(fields -> String.valueOf(fields.get("name")))
          .thenComparing(fields -> String.valueOf(fields.get("version")));

  private Canonical() {}

  /** The value with every list of named things sorted by name and version. */
  static @Nullable Object sorted(@Nullable Object value) {
    if (value instanceof Map<?, ?> fields) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      fields.forEach((name, field) -> copy.put(name, sorted(field)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(sorted(element)));
      if (copy.stream().allMatch(Canonical::isNamed)) {
        copy.sort(comparing(element -> (Map<?, ?>) element, BY_NAME_AND_VERSION));
      }
      return copy;
    }
    return value;
  }

  /** The answers of a stream, sorted by the id of the request and then by all they hold. */
  static List<@Nullable Object> byId(List<@Nullable Object> answers) {
    List<@Nullable Object> copy = new ArrayList<>(answers);
    copy.sort(comparing(Canonical::id).thenComparing(answer -> text(answer)));
    return copy;
  }

  private static boolean isNamed(@Nullable Object value) {
    return value instanceof Map<?, ?> fields && fields.get("name") instanceof String;
  }

  private static String id(@Nullable Object answer) {
    return answer instanceof Map<?, ?> fields
            && fields.get("infer_response") instanceof Map<?, ?> response
            && response.get("id") instanceof String id
        ? id
        : "";
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Map<?, ?> fields) {
      Map<String, String> byName = new TreeMap<>();
      fields.forEach((name, field) -> byName.put(name.toString(), text(field)));
      return byName.toString();
    }
    return value instanceof List<?> list
        ? list.stream().map(Canonical::text).toList().toString()
        : String.valueOf(value);
  }
}
