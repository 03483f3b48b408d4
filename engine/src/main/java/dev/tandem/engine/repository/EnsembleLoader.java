package dev.tandem.engine.repository;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.ensemble.EnsemblePlan;
import dev.tandem.engine.ensemble.EnsemblePlanner;
import dev.tandem.engine.ensemble.EnsembleScheduler;
import dev.tandem.engine.ensemble.WaitGraph;
import dev.tandem.engine.ensemble.Waits;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.schedule.InferTarget;
import dev.tandem.engine.stats.ModelCounters;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/** Puts an ensemble together from models that serve; on a load thread. */
final class EnsembleLoader {
  private final RepositorySettings settings;
  private final ModelRegistry registry;
  private final Caching caching;
  private final NanoClock clock;
  private final WaitGraph graph = new WaitGraph();

  EnsembleLoader(
      RepositorySettings settings, ModelRegistry registry, Caching caching, NanoClock clock) {
    this.settings = settings;
    this.registry = registry;
    this.caching = caching;
    this.clock = clock;
  }

  LoadedModel load(ModelFolder folder, long version, ModelConfig said, Ensemble ensemble)
      throws IOException {
    while (true) {
      EnsemblePlan plan = EnsemblePlanner.plan(said, ensemble, this::find);
      Optional<HeldParts> parts = HeldParts.of(plan);
      // One that was replaced since it was found is found no more.
      if (parts.isPresent()) {
        return load(folder, version, said, plan, parts.get());
      }
    }
  }

  private LoadedModel load(
      ModelFolder folder, long version, ModelConfig said, EnsemblePlan plan, HeldParts parts)
      throws IOException {
    try {
      graph.add(parts, said.name(), Waits.of(said.name(), plan, this::find, settings.resources()));
      return tryLoad(folder, version, said, plan, () -> free(parts));
    } catch (IOException | RuntimeException | Error e) {
      free(parts);
      throw e;
    }
  }

  private void free(HeldParts parts) {
    graph.remove(parts);
    parts.letGo();
  }

  private LoadedModel tryLoad(
      ModelFolder folder, long version, ModelConfig said, EnsemblePlan plan, Runnable free)
      throws IOException {
    long startNs = clock.nanoTime();
    // An ensemble gives many answers where a part of it does, whatever it says itself.
    ModelConfig config =
        said.isDecoupled() == plan.isDecoupled()
            ? said
            : said.withTransactionPolicy(new TransactionPolicy(plan.isDecoupled()));
    WireSpecs specs = WireSpecs.configured(config, Optional.empty());
    Map<String, List<String>> labels = Labels.read(config, folder.path());
    Optional<?> companion =
        settings.companionReader().read(specs.contents(folder, version, Optional.empty()));
    int maxRows = Math.max(1, config.maxBatchSize());
    ModelCounters counters = new ModelCounters(maxRows, clock.nanoTime() - startNs);
    EnsembleScheduler scheduler = new EnsembleScheduler(config.name(), plan, counters, clock);
    return new LoadedModel(
        version,
        config,
        specs,
        specs,
        labels,
        companion,
        free,
        caching.ofEnsemble(scheduler, version, config, counters),
        counters);
  }

  private @Nullable InferTarget find(String model, long version) {
    try {
      ServedModel found = version < 0 ? registry.newest(model) : registry.version(model, version);
      return found instanceof InferTarget target ? target : null;
    } catch (ServingException e) {
      return null;
    }
  }
}
