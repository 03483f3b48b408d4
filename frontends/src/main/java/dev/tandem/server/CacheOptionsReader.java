package dev.tandem.server;

import dev.tandem.redis.RedisSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which response cache the flags ask for. */
final class CacheOptionsReader {
  private static final String FLAG = CacheFlags.CACHE_CONFIG.name();
  private static final Set<String> UNUSED = Set.of("pool_size", "wait_timeout");
  private static final int MAX_DB = 1_000_000;

  private CacheOptionsReader() {}

  static CacheOptions read(FlagValues flags) throws StartFailure {
    List<BackendSetting> given = flags.all(CacheFlags.CACHE_CONFIG);
    Optional<Long> older = flags.last(CacheFlags.RESPONSE_CACHE_BYTE_SIZE);
    if (older.isPresent() && !given.isEmpty()) {
      throw refusal("cannot be given together with " + CacheFlags.RESPONSE_CACHE_BYTE_SIZE.name());
    }
    if (older.isPresent()) {
      return older.get() > 0 ? new CacheOptions.Local(older.get()) : new CacheOptions.None();
    }
    if (given.isEmpty()) {
      return new CacheOptions.None();
    }
    return read(given);
  }

  private static CacheOptions read(List<BackendSetting> given) throws StartFailure {
    String cache = given.get(0).backend();
    Map<String, String> settings = new LinkedHashMap<>();
    for (BackendSetting setting : given) {
      if (!setting.backend().equals(cache)) {
        throw refusal("names two caches, '" + cache + "' and '" + setting.backend() + "'");
      }
      settings.put(setting.name(), setting.value());
    }
    CacheOptions options =
        switch (cache) {
          case "local" -> new CacheOptions.Local(size(settings));
          case "redis" -> redis(settings);
          default -> throw refusal("'" + cache + "' (expected: local or redis)");
        };
    if (!settings.isEmpty()) {
      throw refusal(cache + " has no setting '" + settings.keySet().iterator().next() + "'");
    }
    return options;
  }

  private static long size(Map<String, String> settings) throws StartFailure {
    return number("local", "size", settings, 1, Long.MAX_VALUE)
        .orElseThrow(() -> refusal("local needs a size: local,size=<bytes>"));
  }

  private static CacheOptions redis(Map<String, String> settings) throws StartFailure {
    String host =
        Optional.ofNullable(settings.remove("host"))
            .filter(text -> !text.isBlank())
            .orElseThrow(() -> refusal("redis needs a host: redis,host=<host>"));
    long port =
        number("redis", "port", settings, 1, ListenerOptions.MAX_PORT)
            .orElse((long) RedisSettings.DEFAULT_PORT);
    long db = number("redis", "db", settings, 0, MAX_DB).orElse(0L);
    List<String> remarks =
        UNUSED.stream()
            .filter(name -> settings.remove(name) != null)
            .map(name -> FLAG + " redis," + name + " changes nothing: one connection serves all")
            .toList();
    return new CacheOptions.Redis(
        new RedisSettings(
            host,
            (int) port,
            Optional.ofNullable(settings.remove("user")),
            Optional.ofNullable(settings.remove("password")),
            (int) db,
            timeout("connect_timeout", settings, RedisSettings.DEFAULT_CONNECT_TIMEOUT),
            timeout("socket_timeout", settings, RedisSettings.DEFAULT_ANSWER_TIMEOUT)),
        remarks);
  }

  /** Nothing waits for ever, which 0 asks for. */
  private static Duration timeout(String name, Map<String, String> settings, Duration fallback)
      throws StartFailure {
    long millis = number("redis", name, settings, 0, Integer.MAX_VALUE).orElse(0L);
    return millis == 0 ? fallback : Duration.ofMillis(millis);
  }

  private static Optional<Long> number(
      String cache, String name, Map<String, String> settings, long min, long max)
      throws StartFailure {
    String text = settings.remove(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      throw unreadable(cache, name, text, min);
    }
    throw unreadable(cache, name, text, min);
  }

  private static StartFailure unreadable(String cache, String name, String text, long min) {
    return refusal(cache + "," + name + "=" + text + " (expected: an integer from " + min + ")");
  }

  private static StartFailure refusal(String message) {
    return new StartFailure(FLAG + ": " + message, 1);
  }
}
