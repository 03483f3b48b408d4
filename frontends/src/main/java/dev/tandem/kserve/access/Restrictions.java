package dev.tandem.kserve.access;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which callers each category of the API is kept for. */
public final class Restrictions {
  public static final Restrictions NONE = new Restrictions("", Map.of());

  private final String headerPrefix;
  private final Map<ApiCategory, Restriction> byCategory;

  private Restrictions(String headerPrefix, Map<ApiCategory, Restriction> byCategory) {
    this.headerPrefix = headerPrefix;
    this.byCategory = byCategory;
  }

  /**
   * Throws {@link IllegalArgumentException} where two of {@code restrictions} are for one category.
   *
   * @param kind how the message about that calls a category: protocol or API
   * @param headerPrefix what the header's name begins with, before the key
   */
  public static Restrictions of(List<Restriction> restrictions, String kind, String headerPrefix) {
    Map<ApiCategory, Restriction> byCategory = new EnumMap<>(ApiCategory.class);
    for (Restriction restriction : restrictions) {
      for (ApiCategory category : restriction.categories()) {
        if (byCategory.put(category, restriction) != null) {
          throw new IllegalArgumentException(
              "restricted %s '%s' can not be specified in multiple config groups"
                  .formatted(kind, category.text()));
        }
      }
    }
    return byCategory.isEmpty() ? NONE : new Restrictions(headerPrefix, byCategory);
  }

  public boolean isEmpty() {
    return byCategory.isEmpty();
  }

  /**
   * The header that a call lacks, or has with a wrong value; null where it may go on.
   *
   * @param headers gives the value of a header, or null
   */
  public @Nullable String missingHeader(
      ApiCategory category, Function<String, @Nullable String> headers) {
    Restriction restriction = byCategory.get(category);
    if (restriction == null) {
      return null;
    }
    String header = headerPrefix + restriction.key();
    return restriction.admits(headers.apply(header)) ? null : header;
  }

  /** What a caller over REST is told that lacks {@code header}. */
  public static String refusal(String header) {
    return "This API is restricted, expecting header '" + header + "'";
  }
}
