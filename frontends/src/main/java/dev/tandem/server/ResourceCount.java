package dev.tandem.server;

import dev.tandem.engine.resource.ResourceKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much there is of a resource, on one device or on each. */
record ResourceCount(ResourceKey key, long count) {
  private static final Pattern FORM = Pattern.compile("([^:]+):(\\d{1,9})(?::(\\d{1,3}))?");

  /** Reads {@code name:count} or {@code name:count:device}. */
  static Optional<ResourceCount> read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group(1);
    ResourceKey key =
        matcher.group(3) == null
            ? ResourceKey.everywhere(name)
            : new ResourceKey(name, Integer.parseInt(matcher.group(3)));
    return Optional.of(new ResourceCount(key, Long.parseLong(matcher.group(2))));
  }
}
