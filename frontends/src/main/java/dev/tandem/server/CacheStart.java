package dev.tandem.server;

import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.cache.LocalCache;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.redis.RedisCache;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.agrona.concurrent.SystemNanoClock;

/** Makes the response cache that the options ask for. */
final class CacheStart {
  private CacheStart() {}

  /** What entries lie in is no memory on loan to requests, and is counted by itself. */
  static Optional<AnswerCache> open(CacheOptions options, Vertx vertx, NativePool pool) {
    if (options instanceof CacheOptions.Local local) {
      return Optional.of(
          new LocalCache(local.bytes(), new NativePool(0), SystemNanoClock.INSTANCE));
    }
    return options instanceof CacheOptions.Redis redis
        ? Optional.of(new RedisCache(vertx, redis.settings(), pool))
        : Optional.empty();
  }
}
