package dev.tandem.golden;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds where a new value first differs from the recorded one. */
final class Difference {
  private static final Set<String> RAW_FIELDS = Set.of("raw", "binary");
  private static final int SHOWN = 300;

  private final Tolerance tolerance;

  private Difference(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /** The place and the two values, or null where nothing differs. */
  static @Nullable String first(
      @Nullable Object recorded, @Nullable Object now, Tolerance tolerance) {
    return new Difference(tolerance).first(recorded, now, "");
  }

  private @Nullable String first(@Nullable Object recorded, @Nullable Object now, String at) {
    if (recorded instanceof Number before && now instanceof Number after) {
      return Numbers.match(before, after, tolerance) ? null : differs(recorded, now, at);
    }
    if (recorded instanceof Map<?, ?> before && now instanceof Map<?, ?> after) {
      return firstField(before, after, at);
    }
    if (recorded instanceof List<?> before && now instanceof List<?> after) {
      return firstElement(before, after, at);
    }
    return Objects.equals(recorded, now) ? null : differs(recorded, now, at);
  }

  private @Nullable String firstField(Map<?, ?> recorded, Map<?, ?> now, String at) {
    Set<Object> names = new LinkedHashSet<>(recorded.keySet());
    names.addAll(now.keySet());
    for (Object name : names) {
      if (!now.containsKey(name)) {
        return place(at)
            + "key '"
            + name
            + "' is missing (recorded "
            + shown(recorded.get(name))
            + ")";
      }
      if (!recorded.containsKey(name)) {
        return place(at) + "key '" + name + "' was not there (now " + shown(now.get(name)) + ")";
      }
      if (isCloseRaw(name, recorded, now)) {
        continue;
      }
      String difference = first(recorded.get(name), now.get(name), at + "." + name);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private boolean isCloseRaw(Object name, Map<?, ?> recorded, Map<?, ?> now) {
    return tolerance == Tolerance.CLOSE
        && name instanceof String field
        && RAW_FIELDS.contains(field)
        && recorded.get(field) instanceof String before
        && now.get(field) instanceof String after
        && RawFloats.close(recorded, before, after);
  }

  private @Nullable String firstElement(List<?> recorded, List<?> now, String at) {
    if (recorded.size() != now.size()) {
      return place(at) + recorded.size() + " elements != " + now.size();
    }
    for (int i = 0; i < recorded.size(); i++) {
      String difference = first(recorded.get(i), now.get(i), at + "[" + i + "]");
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static String differs(@Nullable Object recorded, @Nullable Object now, String at) {
    return place(at) + shown(recorded) + " != " + shown(now);
  }

  private static String place(String at) {
    return (at.isEmpty() ? "." : at) + ": ";
  }

  private static String shown(@Nullable Object value) {
    return Text.shortened(value, SHOWN);
  }
}
