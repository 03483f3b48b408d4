package dev.tandem.kserve.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps some categories for callers that send a header with a value that they were told.
 *
 * @param key the header's name as the command line gave it
 */
public record Restriction(Set<ApiCategory> categories, String key, String value) {
  private static final Pattern TEXT = Pattern.compile("([^:=]+):([^:=]+)=(.+)");

  public Restriction {
    categories = Set.copyOf(categories);
  }

  /**
   * What {@code CATEGORY,CATEGORY:KEY=VALUE} stands for; empty where the text is not of that form.
   */
  public static Optional<Restriction> read(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    EnumSet<ApiCategory> categories = EnumSet.noneOf(ApiCategory.class);
    for (String name : matcher.group(1).split(",", -1)) {
      Optional<ApiCategory> category = ApiCategory.of(name.strip());
      if (category.isEmpty()) {
        return Optional.empty();
      }
      categories.add(category.get());
    }
    return Optional.of(
        new Restriction(categories, matcher.group(2).strip(), matcher.group(3).strip()));
  }

  /** What a text must be, for the message about one that is not. */
  public static String expected() {
    return "<category>,<category>:<key>=<value> with categories of " + ApiCategory.all();
  }

  /** Takes as long for a value that is nearly right as for any other. */
  boolean admits(@Nullable String sent) {
    return sent != null && MessageDigest.isEqual(sent.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  /** Does not print the value. */
  @Override
  public String toString() {
    return "Restriction[" + categories + ":" + key + "]";
  }
}
