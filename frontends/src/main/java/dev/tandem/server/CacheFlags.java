package dev.tandem.server;

import static dev.tandem.server.Tier.FREQUENT;
import static dev.tandem.server.Tier.RARE;

import java.util.List;

/** The flags of the response cache. */
final class CacheFlags {
  static final Flag<BackendSetting> CACHE_CONFIG =
      Flag.withoutDefault(
          "--cache-config",
          FREQUENT,
          FlagType.cacheSetting(),
          "Keep answers of models with response_cache: local,size=<bytes>, or redis,host=<host> and"
              + " more. May be given again.");
  static final Flag<Long> RESPONSE_CACHE_BYTE_SIZE =
      Flag.withoutDefault(
          "--response-cache-byte-size",
          RARE,
          FlagType.byteSize(),
          "The older name of --cache-config local,size=<bytes>; 0 for none.");

  static final List<Flag<?>> ALL = List.of(CACHE_CONFIG, RESPONSE_CACHE_BYTE_SIZE);

  private CacheFlags() {}
}
