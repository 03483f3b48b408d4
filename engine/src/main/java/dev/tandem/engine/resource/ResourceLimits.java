package dev.tandem.engine.resource;

import java.util.Map;
import java.util.Map.Entry;
import java.util.OptionalLong;

/**
 * How much there is of each resource; of those that it does not name, as much as the instance that
 * needs the most of it.
 */
public record ResourceLimits(Map<ResourceKey, Long> counts) {
  public static final ResourceLimits NONE = new ResourceLimits(Map.of());

  public ResourceLimits {
    counts = Map.copyOf(counts);
  }

  /** The largest count that is said of it; none where as much is there as anybody needs. */
  public OptionalLong of(ResourceKey key) {
    return counts.entrySet().stream()
        .filter(entry -> isSaidOf(entry.getKey(), key))
        .mapToLong(Entry::getValue)
        .max();
  }

  private static boolean isSaidOf(ResourceKey said, ResourceKey key) {
    return said.name().equals(key.name())
        && (said.isEverywhere() || key.isEverywhere() || said.device() == key.device());
  }
}
