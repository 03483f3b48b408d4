package dev.tandem.engine.resource;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.RateLimiter;
import dev.tandem.engine.model.RateLimiter.Resource;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an instance holds while it runs. There is one device, so that an amount of each device and
 * one of the whole server differ by their names only.
 */
public final class Demand {
  private final Map<String, Resource> resources = new TreeMap<>();
  private final long priority;

  private Demand(RateLimiter limiter) {
    priority = Math.max(1, limiter.priority());
    for (Resource resource : limiter.resources()) {
      Resource before = resources.put(resource.name(), resource);
      if (before != null) {
        requireSameScope(before, resource);
        throw new ConfigException(
            "Resource \"" + resource.name() + "\" is given twice (expected: once)");
      }
    }
  }

  public static Demand of(RateLimiter limiter) {
    return new Demand(limiter);
  }

  /** Whether it takes nothing, so that it may always run. */
  public boolean isNothing() {
    return resources.isEmpty();
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

  Iterable<String> names() {
    return resources.keySet();
  }

  long of(String name) {
    Resource resource = resources.get(name);
    return resource == null ? 0 : resource.count();
  }

  /** What each of its executions weighs; the less of them, the sooner it runs. */
  long priority() {
    return priority;
  }
}
