package dev.tandem.engine.repository;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.schedule.ExecutionPlan;
import dev.tandem.engine.schedule.ModelScheduler;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.NativePool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;

/** Loads one version of a model, all or nothing, and starts its runners. */
final class VersionLoader {
  private final NativePool pool;
  private final NanoClock clock;
  private final int inboxCapacity;

  VersionLoader(NativePool pool, NanoClock clock, int inboxCapacity) {
    this.pool = pool;
    this.clock = clock;
    this.inboxCapacity = inboxCapacity;
  }

  LoadedModel load(ModelFolder folder, long version, ModelConfig config, Backend backend)
      throws IOException {
    long startNs = clock.nanoTime();
    Path path = ConfigSource.modelPath(folder, version, config);
    Optional<GraphInfo> graph = backend.describe(path);
    graph.ifPresent(info -> GraphCheck.check(config, info));
    WireSpecs specs = WireSpecs.configured(config, graph);
    WireSpecs graphSpecs = WireSpecs.graph(config, graph);
    Map<String, List<String>> labels = Labels.read(config, folder.path());
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      BackendModel model = backend.open(new ModelSource(folder.name(), version, path, config));
      opened.add(model);
      List<BackendInstance> instances = new ArrayList<>();
      for (int i = 0; i < instanceCount(config); i++) {
        instances.add(model.newInstance());
        opened.add(0, instances.get(i));
      }
      ModelCounters counters = new ModelCounters(config.maxBatchSize(), clock.nanoTime() - startNs);
      ModelScheduler scheduler =
          new ModelScheduler(
              folder.name() + "-" + version,
              inboxCapacity,
              instances,
              new ExecutionPlan(config, pool),
              counters,
              clock);
      LoadedModel loaded =
          new LoadedModel(version, config, specs, graphSpecs, labels, model, scheduler, counters);
      scheduler.start();
      return loaded;
    } catch (RuntimeException | Error e) {
      CloseHelper.quietCloseAll(opened);
      throw e;
    }
  }

  private static int instanceCount(ModelConfig config) {
    return config.instanceGroups().stream()
        .filter(group -> !group.passive())
        .mapToInt(InstanceGroup::count)
        .sum();
  }
}
