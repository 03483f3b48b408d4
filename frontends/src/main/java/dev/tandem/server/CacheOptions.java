package dev.tandem.server;

import dev.tandem.redis.RedisSettings;
import java.util.List;

/** Where answers are kept for requests that come again. */
public sealed interface CacheOptions {
  /** Flags of Triton's that change nothing. */
  List<String> remarks();

  /** Nowhere. */
  record None() implements CacheOptions {
    @Override
    public List<String> remarks() {
      return List.of();
    }
  }

  /** In the memory of this process, up to {@code bytes}. */
  record Local(long bytes) implements CacheOptions {
    @Override
    public List<String> remarks() {
      return List.of();
    }
  }

  /** In a Redis. */
  record Redis(RedisSettings settings, List<String> remarks) implements CacheOptions {
    public Redis {
      remarks = List.copyOf(remarks);
    }
  }
}
