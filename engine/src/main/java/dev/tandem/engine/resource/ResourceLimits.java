package dev.tandem.engine.resource;

import java.util.Map;

/**
 * How much there is of each resource; of those that it does not name, as much as the instance that
 * needs the most of it.
 */
public record ResourceLimits(Map<String, Long> counts) {
  public static final ResourceLimits NONE = new ResourceLimits(Map.of());

  public ResourceLimits {
    counts = Map.copyOf(counts);
  }
}
