package dev.tandem.engine.repository;

import dev.tandem.engine.api.CompanionReader;
import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.resource.ResourceLimits;
import dev.tandem.engine.schedule.InboxLimits;
import dev.tandem.engine.warmup.WarmupSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where models are and how they are loaded.
 *
 * @param autoComplete whether configurations are completed from the models' graphs
 * @param defaultMaxBatchSize what a completed configuration gets where the graph allows batches
 * @param configName which of a model's alternative configurations to use where it has it
 * @param loadThreads models loaded at a time
 * @param inboxLimits how much may wait for one model version
 * @param basePaths how models under base paths differ from those of repositories
 * @param strictReadiness whether the server is ready only while all of its models are
 * @param warmupSource where a version's own recorded requests come from
 * @param companionReader what reads a version's folder for those who serve it
 * @param control when models are loaded and unloaded
 * @param cache keeps the answers of models that ask for it; its owner closes it after the engine
 * @param resources what instances share, where that limits them
 */
public record RepositorySettings(
    List<Path> repositories,
    boolean autoComplete,
    int defaultMaxBatchSize,
    Optional<String> configName,
    int loadThreads,
    InboxLimits inboxLimits,
    BasePathSettings basePaths,
    boolean strictReadiness,
    WarmupSource warmupSource,
    CompanionReader companionReader,
    ControlSettings control,
    Optional<AnswerCache> cache,
    Optional<ResourceLimits> resources) {
  public static final int DEFAULT_MAX_BATCH_SIZE = 4;

  /**
   * As many requests as a burst of some hundred clients brings, and the tensors of a few videos.
   */
  public static final InboxLimits DEFAULT_INBOX_LIMITS = new InboxLimits(8192, 1L << 30);

  public static final int DEFAULT_LOAD_THREADS = 4;

  public RepositorySettings {
    repositories = List.copyOf(repositories);
  }

  /** The defaults, for models in {@code repositories}. */
  public static RepositorySettings of(List<Path> repositories) {
    return new RepositorySettings(
        repositories,
        true,
        DEFAULT_MAX_BATCH_SIZE,
        Optional.empty(),
        DEFAULT_LOAD_THREADS,
        DEFAULT_INBOX_LIMITS,
        BasePathSettings.NONE,
        true,
        WarmupSource.NONE,
        CompanionReader.NONE,
        ControlSettings.of(ControlMode.NONE),
        Optional.empty(),
        Optional.empty());
  }

  public RepositorySettings withCache(AnswerCache keeper) {
    return new RepositorySettings(
        repositories,
        autoComplete,
        defaultMaxBatchSize,
        configName,
        loadThreads,
        inboxLimits,
        basePaths,
        strictReadiness,
        warmupSource,
        companionReader,
        control,
        Optional.of(keeper),
        resources);
  }

  public RepositorySettings withControl(ControlSettings settings) {
    return new RepositorySettings(
        repositories,
        autoComplete,
        defaultMaxBatchSize,
        configName,
        loadThreads,
        inboxLimits,
        basePaths,
        strictReadiness,
        warmupSource,
        companionReader,
        settings,
        cache,
        resources);
  }

  public RepositorySettings withResources(ResourceLimits limits) {
    return new RepositorySettings(
        repositories,
        autoComplete,
        defaultMaxBatchSize,
        configName,
        loadThreads,
        inboxLimits,
        basePaths,
        strictReadiness,
        warmupSource,
        companionReader,
        control,
        cache,
        Optional.of(limits));
  }
}
