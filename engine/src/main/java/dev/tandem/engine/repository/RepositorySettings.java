package dev.tandem.engine.repository;

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
 * @param inboxCapacity requests that may wait for one model version
 * @param strictReadiness whether the server is ready only while all of its models are
 */
public record RepositorySettings(
    List<Path> repositories,
    boolean autoComplete,
    int defaultMaxBatchSize,
    Optional<String> configName,
    int loadThreads,
    int inboxCapacity,
    boolean strictReadiness) {
  public static final int DEFAULT_MAX_BATCH_SIZE = 4;
  public static final int DEFAULT_INBOX_CAPACITY = 8192;
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
        DEFAULT_INBOX_CAPACITY,
        true);
  }
}
