package dev.tandem.golden;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the model names in a message: its own, or those in its list of models. */
final class ModelNames {
  private static final List<String> NAME_FIELDS = List.of("name", "model_name");
  private static final List<String> LIST_FIELDS = List.of("models", "model_stats");

  private ModelNames() {}

  static Set<String> in(@Nullable Object message) {
    Set<String> names = new TreeSet<>();
    collect(message, names);
    return names;
  }

  private static void collect(@Nullable Object value, Set<String> names) {
    if (value instanceof List<?> list) {
      list.forEach(element -> collect(element, names));
    } else if (value instanceof Map<?, ?> fields) {
      for (String field : NAME_FIELDS) {
        if (fields.get(field) instanceof String name) {
          names.add(name);
        }
      }
      LIST_FIELDS.forEach(field -> collect(fields.get(field), names));
    }
  }
}
