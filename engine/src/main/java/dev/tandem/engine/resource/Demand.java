package dev.tandem.engine.resource;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.RateLimiter;
import dev.tandem.engine.model.RateLimiter.Resource;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an instance holds while it runs: of its device, and of the whole server. */
public final class Demand {
  private final Map<ResourceKey, Long> counts = new LinkedHashMap<>();
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final long priority;

  private Demand(RateLimiter limiter, Device device) {
    priority = Math.max(1, limiter.priority());
    for (Resource resource : limiter.resources()) {
      Resource before = resources.put(resource.name(), resource);
      if (before != null) {
        requireSameScope(before, resource);
        throw new ConfigException(
            "Resource \"" + resource.name() + "\" is given twice (expected: once)");
      }
      counts.put(
          resource.global()
              ? ResourceKey.everywhere(resource.name())
              : ResourceKey.of(resource.name(), device),
          resource.count());
    }
  }

  /** What an instance on {@code device} needs. */
  public static Demand of(RateLimiter limiter, Device device) {
    return new Demand(limiter, device);
  }

  /** Whether it takes nothing, so that it may always run. */
  public boolean isNothing() {
    return counts.isEmpty();
  }

  void requireSameScopes(Demand other) {
    for (Resource resource : resources.values()) {
      Resource same = other.resources.get(resource.name());
      if (same != null) {
        requireSameScope(resource, same);
      }
    }
  }

  private static void requireSameScope(Resource a, Resource b) {
    if (a.global() != b.global()) {
      throw new ConfigException(
          "Resource \""
              + a.name()
              + "\" is present as both global and device-specific resource in the model"
              + " configuration.");
    }
  }

  public Iterable<ResourceKey> keys() {
    return counts.keySet();
  }

  public long of(ResourceKey key) {
    return counts.getOrDefault(key, 0L);
  }

  /** What each of its executions weighs; the less of them, the sooner it runs. */
  long priority() {
    return priority;
  }
}
