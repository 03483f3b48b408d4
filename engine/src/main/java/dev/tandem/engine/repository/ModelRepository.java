package dev.tandem.engine.repository;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of all repository folders: loads them at start, on threads of its own, and unloads
 * them at the end.
 */
public final class ModelRepository {
  private static final Logger logger = LoggerFactory.getLogger(ModelRepository.class);

  private final RepositorySettings settings;
  private final ModelRegistry registry;
  private final ConfigSource configs;
  private final LoadThreads threads;
  private final VersionLoader loader;
  private final NanoClock clock;
  private final List<LoadedModel> loaded = new CopyOnWriteArrayList<>();

  public ModelRepository(
      RepositorySettings settings,
      ModelRegistry registry,
      Map<String, Backend> backends,
      NativePool pool,
      ByteBudget budget,
      NanoClock clock) {
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
    configs = new ConfigSource(settings, Map.copyOf(backends));
    threads = LoadThreads.start(settings.loadThreads());
    loader = new VersionLoader(settings, pool, budget, threads, clock);
  }

  /** Loads every model; afterwards the registry tells which of them serve and why others do not. */
  public void loadAll() {
    Map<String, List<ModelFolder>> byName = new TreeMap<>();
    for (Path repository : settings.repositories()) {
      for (ModelFolder folder : RepositoryScan.scan(repository)) {
        byName.computeIfAbsent(folder.name(), name -> new ArrayList<>()).add(folder);
      }
    }
    CompletableFuture<?>[] loads =
        byName.values().stream()
            .map(folders -> CompletableFuture.runAsync(() -> load(folders), threads.quiet()))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(loads).join();
  }

  private void load(List<ModelFolder> folders) {
    ModelFolder folder = folders.get(0);
    if (folders.size() > 1) {
      fail(folder, Finding.of("model appears in two or more repositories"));
      return;
    }
    ModelConfig config;
    List<Long> versions;
    try {
      config = configs.load(folder);
      versions = VersionSelection.select(config.versionPolicy(), folder.versions());
      if (versions.isEmpty()) {
        throw new ConfigException(
            "at least one version must be available under the version policy of model '"
                + folder.name()
                + "'");
      }
    } catch (ConfigException | ServingException | UncheckedIOException e) {
      fail(folder, Findings.of(e));
      return;
    } catch (RuntimeException | Error e) {
      logger.error("model '{}' failed to load", folder.name(), e);
      fail(folder, Finding.of(Finding.Kind.INTERNAL, "internal error: " + e));
      return;
    }
    versions.forEach(version -> load(folder, version, config));
  }

  private void load(ModelFolder folder, long version, ModelConfig config) {
    registry.put(folder.name(), version, new VersionState.Loading());
    try {
      LoadedModel model = loader.load(folder, version, config, configs.backend(config));
      loaded.add(model);
      threads.ordinarily(model::start);
      registry.put(folder.name(), version, new VersionState.Ready(model));
      logger.info("successfully loaded '{}' version {}", folder.name(), version);
    } catch (ConfigException | ServingException | IOException | UncheckedIOException e) {
      failVersion(folder, version, Findings.of(e));
    } catch (RuntimeException | Error e) {
      logger.error("model '{}' version {} failed to load", folder.name(), version, e);
      failVersion(folder, version, Finding.of(Finding.Kind.INTERNAL, "internal error: " + e));
    }
  }

  private void fail(ModelFolder folder, Finding finding) {
    logger.warn("failed to load '{}': {}", folder.name(), finding.logLine());
    registry.putFailed(folder.name(), finding.reason());
  }

  private void failVersion(ModelFolder folder, long version, Finding finding) {
    logger.warn("failed to load '{}' version {}: {}", folder.name(), version, finding.logLine());
    registry.put(folder.name(), version, new VersionState.Unavailable(finding.reason()));
  }

  /**
   * Refuses new requests, lets those inside finish, and frees all models; false where {@code
   * timeoutNs} ran out first, after which the models that still work are left alone.
   */
  public boolean unloadAll(long timeoutNs) {
    long deadlineNs = clock.nanoTime() + timeoutNs;
    loaded.forEach(LoadedModel::refuseNew);
    boolean all = true;
    for (LoadedModel model : List.copyOf(loaded)) {
      registry.put(model.name(), model.version(), new VersionState.Unloading());
      if (model.close(Math.max(0, deadlineNs - clock.nanoTime()))) {
        registry.put(model.name(), model.version(), new VersionState.Unavailable("unloaded"));
        loaded.remove(model);
      } else {
        logger.warn(
            "'{}' version {} has in-flight inferences, left as it is",
            model.name(),
            model.version());
        all = false;
      }
    }
    threads.close();
    return all;
  }
}
