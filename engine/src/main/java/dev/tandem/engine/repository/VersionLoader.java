package dev.tandem.engine.repository;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.RateLimiter;
import dev.tandem.engine.model.Scheduling;
import dev.tandem.engine.resource.Demand;
import dev.tandem.engine.resource.ResourcePool;
import dev.tandem.engine.resource.ResourcePool.Pass;
import dev.tandem.engine.schedule.BatchPolicy;
import dev.tandem.engine.schedule.ExecutionPlan;
import dev.tandem.engine.schedule.ModelScheduler;
import dev.tandem.engine.schedule.TrialRuns;
import dev.tandem.engine.stats.EngineCounters;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.warmup.WarmUp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;

/** Loads one version of a model, all or nothing, and makes it warm; its runners do not run yet. */
final class VersionLoader {
  private final RepositorySettings settings;
  private final NativePool pool;
  private final ByteBudget budget;
  private final LoadThreads threads;
  private final EngineCounters engineCounters;
  private final NanoClock clock;
  private final EnsembleLoader ensembles;
  private final Caching caching;
  private final Optional<ResourcePool> resources;

  VersionLoader(
      RepositorySettings settings,
      NativePool pool,
      ByteBudget budget,
      LoadThreads threads,
      ModelRegistry registry,
      EngineCounters engineCounters,
      NanoClock clock) {
    caching = new Caching(settings.cache(), settings.inboxLimits(), clock);
    ensembles = new EnsembleLoader(settings, registry, caching, clock);
    resources = settings.resources().map(ResourcePool::new);
    this.settings = settings;
    this.engineCounters = engineCounters;
    this.threads = threads;
    this.pool = pool;
    this.budget = budget;
    this.clock = clock;
  }

  LoadedModel load(
      ModelOrigin origin,
      ModelFolder folder,
      long version,
      ModelConfig config,
      ConfigSource configs)
      throws IOException {
    return config.scheduling() instanceof Ensemble ensemble
        ? ensembles.load(folder, version, config, ensemble)
        : load(origin, folder, version, config, configs.backend(config));
  }

  private LoadedModel load(
      ModelOrigin origin, ModelFolder folder, long version, ModelConfig config, Backend backend)
      throws IOException {
    long startNs = clock.nanoTime();
    String path = folder.versionPath(version).toString();
    try {
      LoadedModel loaded = tryLoad(origin, folder, version, config, backend);
      engineCounters.loads().succeeded(path, clock.nanoTime() - startNs);
      return loaded;
    } catch (IOException | RuntimeException | Error e) {
      engineCounters.loads().failed(path);
      throw e;
    }
  }

  private LoadedModel tryLoad(
      ModelOrigin origin, ModelFolder folder, long version, ModelConfig config, Backend backend)
      throws IOException {
    long startNs = clock.nanoTime();
    SavedModel.refuse(folder.versionPath(version));
    Path path = ConfigSource.modelPath(folder, version, config);
    Optional<GraphInfo> graph = backend.describe(path);
    graph.ifPresent(info -> GraphCheck.check(config, info));
    WireSpecs specs = WireSpecs.configured(config, graph);
    WireSpecs graphSpecs = WireSpecs.graph(config, graph);
    Map<String, List<String>> labels = Labels.read(config, folder.path());
    BatchPolicy policy = policy(origin, folder.versionPath(version), config);
    Map<String, ByteBuffer> initialStates = InitialStates.read(config, folder.path());
    Optional<?> companion =
        settings.companionReader().read(graphSpecs.contents(folder, version, graph));
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      BackendModel model = open(backend, new ModelSource(folder.name(), version, path, config));
      opened.add(model);
      List<BackendInstance> instances = new ArrayList<>();
      for (Device device : config.devices()) {
        BackendInstance instance = model.newInstance(device);
        instances.add(instance);
        opened.add(0, instance);
      }
      List<Pass> passes = passes(config, opened);
      String label = folder.name() + "-" + version;
      ModelCounters counters = counters(policy, clock.nanoTime() - startNs);
      ExecutionPlan plan =
          ExecutionPlan.of(
              config, policy, model.batchMemory(pool), initialStates, budget, counters);
      ModelScheduler scheduler =
          new ModelScheduler(
              label,
              instances,
              new ModelScheduler.Parts(
                  caching.policy(policy, config),
                  settings.inboxLimits(),
                  plan,
                  budget,
                  counters,
                  clock),
              passes);
      LoadedModel loaded =
          new LoadedModel(
              version,
              config,
              specs,
              graphSpecs,
              labels,
              companion,
              model::close,
              caching.ofModel(
                  scheduler,
                  folder.versionPath(version),
                  version,
                  config,
                  policy.ordered(),
                  counters),
              counters);
      TrialRuns counted = new TrialRuns(label, instances, plan, counters, clock);
      TrialRuns uncounted =
          new TrialRuns(label, instances, plan, new ModelCounters(policy.maxRows(), 0), clock);
      new WarmUp(
              loaded, pool, counted, Optional.of(uncounted).filter(runs -> backend.isSlowAtFirst()))
          .run(folder.path(), folder.versionPath(version), settings.warmupSource());
      return loaded;
    } catch (IOException | RuntimeException | Error e) {
      CloseHelper.quietCloseAll(opened);
      throw e;
    }
  }

  /** The threads that opening starts are to serve traffic, so that they must not be quiet ones. */
  private BackendModel open(Backend backend, ModelSource source) {
    return backend.startsThreads(source.config())
        ? threads.ordinarily(() -> backend.open(source))
        : backend.open(source);
  }

  private ModelCounters counters(BatchPolicy policy, long loadNs) {
    return policy.tfServing().isPresent()
        ? new ModelCounters(
            policy.maxRows(), loadNs, engineCounters.batching(), policy.padding()::rowsFor)
        : new ModelCounters(policy.maxRows(), loadNs);
  }

  /**
   * TensorFlow Serving's batching is for models under base paths that batch and have no batcher of
   * their own.
   */
  private BatchPolicy policy(ModelOrigin origin, Path versionPath, ModelConfig config)
      throws IOException {
    boolean ownBatcher =
        config.maxBatchSize() == 0
            || !(config.scheduling().equals(Scheduling.NONE) || isPlain(config));
    if (ownBatcher || !(origin instanceof ModelOrigin.BasePath)) {
      return BatchPolicy.of(config);
    }
    return settings
        .basePaths()
        .batching()
        .of(versionPath)
        .map(BatchPolicy::of)
        .orElseGet(() -> BatchPolicy.of(config));
  }

  /** Whether nobody asked for more than that requests are joined, which completion adds too. */
  private static boolean isPlain(ModelConfig config) {
    return config.scheduling() instanceof DynamicBatching batching
        && batching.withPreferredBatchSizes(List.of()).equals(DynamicBatching.PLAIN)
        && List.of(config.maxBatchSize()).containsAll(batching.preferredBatchSizes());
  }

  /** What the instances need to run, in their order; none where nothing limits them. */
  private List<Pass> passes(ModelConfig config, List<AutoCloseable> opened) {
    List<Pass> passes = new ArrayList<>();
    if (resources.isEmpty()
        || config.instanceGroups().stream().allMatch(g -> demand(g, Device.CPU).isNothing())) {
      return passes;
    }
    for (InstanceGroup group : config.activeInstanceGroups()) {
      for (Device device : group.devices()) {
        Pass pass = resources.get().join(demand(group, device));
        passes.add(pass);
        opened.add(0, pass);
      }
    }
    return passes;
  }

  private static Demand demand(InstanceGroup group, Device device) {
    return Demand.of(group.rateLimiter().orElse(RateLimiter.NONE), device);
  }
}
