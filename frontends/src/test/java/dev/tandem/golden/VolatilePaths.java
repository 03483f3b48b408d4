package dev.tandem.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of an answer that may differ from run to run, each the path of names to it: {@code *}
 * stands for any one name or index, {@code **} for any number of them.
 */
record VolatilePaths(List<List<String>> paths) {
  static final VolatilePaths NONE = new VolatilePaths(List.of());

  private static final String MASK = "<volatile>";

  VolatilePaths {
    paths = List.copyOf(paths);
  }

  static VolatilePaths of(List<String> dotted) {
    return new VolatilePaths(dotted.stream().map(path -> List.of(path.split("\\.", -1))).toList());
  }

  boolean isEmpty() {
    return paths.isEmpty();
  }

  boolean contains(String name) {
    return paths.contains(List.of(name));
  }

  /** The value with a marker in every such place. */
  @Nullable Object mask(@Nullable Object value) {
    return mask(value, List.of());
  }

  /** The value without such places: a protobuf field that is zero is not on the wire at all. */
  @Nullable Object remove(@Nullable Object value) {
    return withoutMasks(mask(value));
  }

  private @Nullable Object mask(@Nullable Object value, List<String> at) {
    if (paths.stream().anyMatch(path -> matches(path, at))) {
      return MASK;
    }
    if (value instanceof Map<?, ?> fields) {
      Map<Object, @Nullable Object> masked = new LinkedHashMap<>();
      fields.forEach((name, field) -> masked.put(name, mask(field, below(at, name))));
      return masked;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> masked = new ArrayList<>();
      for (Object element : list) {
        masked.add(mask(element, below(at, masked.size())));
      }
      return masked;
    }
    return value;
  }

  private static @Nullable Object withoutMasks(@Nullable Object value) {
    if (value instanceof Map<?, ?> fields) {
      Map<Object, @Nullable Object> left = new LinkedHashMap<>();
      fields.forEach(
          (name, field) -> {
            if (!MASK.equals(field)) {
              left.put(name, withoutMasks(field));
            }
          });
      return left;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> left = new ArrayList<>();
      list.forEach(element -> left.add(withoutMasks(element)));
      return left;
    }
    return value;
  }

  private static List<String> below(List<String> at, Object name) {
    List<String> path = new ArrayList<>(at);
    path.add(name.toString());
    return path;
  }

  private static boolean matches(List<String> path, List<String> at) {
    if (path.isEmpty()) {
      return at.isEmpty();
    }
    List<String> rest = path.subList(1, path.size());
    if (path.get(0).equals("**")) {
      return matches(rest, at) || (!at.isEmpty() && matches(path, at.subList(1, at.size())));
    }
    return !at.isEmpty()
        && (path.get(0).equals("*") || path.get(0).equals(at.get(0)))
        && matches(rest, at.subList(1, at.size()));
  }
}
