package dev.tandem.engine;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ModelControl;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.repository.ModelRegistry;
import dev.tandem.engine.repository.ModelRepository;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.schedule.Callers;
import dev.tandem.engine.schedule.InferTarget;
import dev.tandem.engine.stats.EngineCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.agrona.concurrent.SystemNanoClock;

/** The engine of this process, over the models of its repositories. */
public final class LocalEngine implements InferenceEngine {
  private final ModelRegistry registry = new ModelRegistry();
  private final EngineCounters counters = new EngineCounters();
  private final ModelRepository repository;
  private final boolean strictReadiness;
  private volatile boolean started;
  private volatile boolean stopping;

  /**
   * @param budget the bytes that the requests of all models may hold together
   */
  public LocalEngine(
      RepositorySettings settings, List<Backend> backends, NativePool pool, ByteBudget budget) {
    Map<String, Backend> byName =
        backends.stream().collect(Collectors.toMap(Backend::name, Function.identity()));
    repository =
        new ModelRepository(
            settings, registry, byName, pool, budget, counters, SystemNanoClock.INSTANCE);
    strictReadiness = settings.strictReadiness();
  }

  /** Loads all models, and returns when each is loaded or has failed. */
  public void start() {
    repository.start();
    started = true;
  }

  @Override
  public ServedModel model(String name) {
    return registry.newest(name);
  }

  @Override
  public ServedModel model(String name, long version) {
    return registry.version(name, version);
  }

  @Override
  public long labelledVersion(String name, String label) {
    return registry.labelledVersion(name, label);
  }

  @Override
  public ModelControl control() {
    return repository;
  }

  @Override
  public InferCall infer(InferRequest request, ResponseSink sink) {
    if (request.model() instanceof InferTarget model) {
      return model.submit(request, sink);
    }
    Callers.refuse(
        request,
        sink,
        new ServingException(
            Reason.MODEL_NOT_FOUND,
            "model '" + request.model().name() + "' is not of this engine"));
    return InferCall.ANSWERED;
  }

  @Override
  public List<ServedModel> readyVersions(String name) {
    return registry.readyVersions(name);
  }

  @Override
  public List<ModelVersionStatus> index() {
    return registry.index();
  }

  /** What is counted of all models together. */
  public EngineCounters counters() {
    return counters;
  }

  @Override
  public boolean isLive() {
    return !stopping;
  }

  @Override
  public boolean isReady() {
    return started && !stopping && (!strictReadiness || registry.isReady());
  }

  /** Finishes what is in flight and frees all models; false where the time ran out first. */
  public boolean stop(Duration timeout) {
    stopping = true;
    return repository.stop(timeout.toNanos());
  }
}
