package dev.tandem.engine.model;

import java.util.List;

/** The resources that an instance needs for each execution, and its weight against others. */
public record RateLimiter(List<Resource> resources, long priority) {

  /** That of an instance that needs none. */
  public static final RateLimiter NONE = new RateLimiter(List.of(), 0);

  /** An amount of a named resource, of each device or of the whole server. */
  public record Resource(String name, boolean global, long count) {}

  public RateLimiter {
    resources = List.copyOf(resources);
  }
}
