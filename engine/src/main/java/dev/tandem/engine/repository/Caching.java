package dev.tandem.engine.repository;

import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.cache.CachingScheduler;
import dev.tandem.engine.cache.LargeKeys;
import dev.tandem.engine.cache.PatientThreads;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ResponseCache;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import dev.tandem.engine.schedule.BatchPolicy;
import dev.tandem.engine.schedule.InboxLimits;
import dev.tandem.engine.schedule.Scheduler;
import dev.tandem.engine.stats.ModelCounters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.agrona.concurrent.NanoClock;

/**
 * Puts the server's response cache in front of models that ask for it. What a load answers belongs
 * to that load alone; only in a cache of several servers it belongs to the same files under the
 * same configuration, wherever they are.
 */
final class Caching {
  private final Optional<AnswerCache> cache;
  private final LargeKeys largeKeys = new LargeKeys(new PatientThreads("cache-key"));
  private final InboxLimits limits;
  private final NanoClock clock;

  Caching(Optional<AnswerCache> cache, InboxLimits limits, NanoClock clock) {
    this.cache = cache;
    this.limits = limits;
    this.clock = clock;
  }

  /** How the model itself batches: behind the cache, which orders hits too, it need not order. */
  BatchPolicy policy(BatchPolicy policy, ModelConfig config) {
    return isWanted(config) ? policy.unordered() : policy;
  }

  /** {@code scheduler} of the model in the folder {@code versionPath}, behind the cache. */
  Scheduler ofModel(
      Scheduler scheduler,
      Path versionPath,
      long version,
      ModelConfig config,
      boolean ordered,
      ModelCounters counters)
      throws IOException {
    if (!isWanted(config)) {
      return scheduler;
    }
    String load =
        cache.orElseThrow().isShared()
            ? FolderStamp.of(versionPath, path -> false).sum(versionPath) + ConfigText.write(config)
            : anew();
    return behindCache(
        scheduler,
        new CachingScheduler.Subject(config.name(), version, load, ordered, false),
        counters);
  }

  /**
   * What an ensemble answers also depends on its models, so that it shares with no other server;
   * among them may be some that keep states.
   */
  Scheduler ofEnsemble(
      Scheduler scheduler, long version, ModelConfig config, ModelCounters counters) {
    return isWanted(config)
        ? behindCache(
            scheduler,
            new CachingScheduler.Subject(config.name(), version, anew(), false, true),
            counters)
        : scheduler;
  }

  private boolean isWanted(ModelConfig config) {
    return cache.isPresent()
        && config.responseCache().map(ResponseCache::enabled).orElse(false)
        && !config.isDecoupled()
        && !(config.scheduling() instanceof SequenceBatching);
  }

  private static String anew() {
    return UUID.randomUUID().toString();
  }

  private Scheduler behindCache(
      Scheduler scheduler, CachingScheduler.Subject subject, ModelCounters counters) {
    return new CachingScheduler(
        scheduler,
        subject,
        new CachingScheduler.Parts(cache.orElseThrow(), largeKeys, limits.requests(), clock),
        counters);
  }
}
