package dev.tandem.server;

import dev.tandem.engine.LocalEngine;
import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.CompanionReader;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.Pause;
import dev.tandem.engine.backend.identity.IdentityBackend;
import dev.tandem.engine.backend.onnx.OnnxBackend;
import dev.tandem.engine.backend.repeat.RepeatBackend;
import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.repository.BasePathSettings;
import dev.tandem.engine.repository.ControlSettings;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.warmup.WarmupSource;
import dev.tandem.tfserving.metrics.WarmupMetrics;
import dev.tandem.tfserving.signature.load.SignatureReader;
import dev.tandem.tfserving.warmup.CountedWarmup;
import dev.tandem.tfserving.warmup.RecordedRequests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the engine that the options ask for, its models loaded. */
final class EngineStart {
  private static final String ONNX = "onnxruntime";
  private static final String DEFAULT_MAX_BATCH_SIZE = "default-max-batch-size";

  private EngineStart() {}

  /**
   * Loads all models.
   *
   * @throws StartFailure if one does not load and the options say to exit then
   */
  static LocalEngine load(
      ServerOptions options,
      List<BasePathModel> basePaths,
      NativePool pool,
      ByteBudget inFlight,
      Optional<AnswerCache> cache,
      WarmupMetrics warmups)
      throws StartFailure {
    requireRepositories(options.repository().repositories());
    RepositoryOptions repository = options.repository();
    RepositorySettings uncached =
        settings(
            repository,
            options.strictReadiness(),
            new CountedWarmup(warmupSource(options, pool), warmups),
            basePathSettings(options.tfServing()),
            companionReader(options),
            control(options.control(), basePaths));
    RepositorySettings settings = cache.map(uncached::withCache).orElse(uncached);
    LocalEngine engine = new LocalEngine(settings, backends(repository, pool), pool, inFlight);
    try {
      engine.start();
    } catch (ServingException e) {
      engine.stop(options.limits().exitTimeout());
      throw new StartFailure("error: creating server: " + e.text(), 1);
    }
    FailedModels failed = new FailedModels(engine.index(), basePaths);
    if (repository.exitOnError() && failed.stopTheStart()) {
      System.err.print(StartupReport.ofModels(rows(engine)));
      engine.stop(options.limits().exitTimeout());
      throw failed.failure();
    }
    return engine;
  }

  private static BasePathSettings basePathSettings(TfServingOptions options) throws StartFailure {
    BatchingOptions.Parameters batching = options.batching().parameters();
    return new BasePathSettings(batching.source(), batching.threads(), options.backendThreads());
  }

  private static WarmupSource warmupSource(ServerOptions options, NativePool pool) {
    WarmupOptions warmup = options.repository().warmup();
    return warmup.recorded()
        ? new RecordedRequests(
            pool,
            Doors.MAX_WARMUP_TENSOR_BYTES,
            Doors.signatures(options),
            Math.max(1, warmup.times()))
        : WarmupSource.NONE;
  }

  /** Signatures are read only where somebody may call them. */
  private static CompanionReader companionReader(ServerOptions options) {
    return options.tfServing().served() ? new SignatureReader() : CompanionReader.NONE;
  }

  private static ControlSettings control(ControlOptions options, List<BasePathModel> models) {
    BasePathOptions basePaths = options.basePaths();
    return new ControlSettings(
        options.mode(),
        options.startupModels(),
        options.pollInterval(),
        options.retries().count(),
        models,
        basePaths.versionsPoll(),
        basePaths.retries().count(),
        basePaths.retries().interval(),
        basePaths.labelsForUnavailable());
  }

  static RepositorySettings settings(
      RepositoryOptions repository,
      boolean strictReadiness,
      WarmupSource warmup,
      BasePathSettings basePaths,
      CompanionReader companions,
      ControlSettings control)
      throws StartFailure {
    return new RepositorySettings(
        repository.repositories(),
        repository.autoComplete(),
        defaultMaxBatchSize(backendConfig(repository, ONNX)),
        repository.modelConfigName(),
        repository.loadThreads(),
        RepositorySettings.DEFAULT_INBOX_LIMITS,
        basePaths,
        strictReadiness,
        warmup,
        companions,
        control,
        Optional.empty(),
        repository.resources());
  }

  static List<Backend> backends(RepositoryOptions repository, NativePool pool) {
    return List.of(
        new OnnxBackend(pool, backendConfig(repository, ONNX), OnnxNatives.PROBE),
        new IdentityBackend(pool, Pause.SLEEP),
        new RepeatBackend(pool, Pause.SLEEP));
  }

  private static Map<String, String> backendConfig(RepositoryOptions options, String backend) {
    Map<String, String> config = new HashMap<>(options.backendConfig().getOrDefault("", Map.of()));
    config.putAll(options.backendConfig().getOrDefault(backend, Map.of()));
    return config;
  }

  private static int defaultMaxBatchSize(Map<String, String> onnxConfig) throws StartFailure {
    String value = onnxConfig.get(DEFAULT_MAX_BATCH_SIZE);
    if (value == null) {
      return RepositorySettings.DEFAULT_MAX_BATCH_SIZE;
    }
    int size;
    try {
      size = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      size = -1;
    }
    if (size < 0) {
      throw new StartFailure(
          "Error: --backend-config=onnxruntime,"
              + DEFAULT_MAX_BATCH_SIZE
              + "="
              + value
              + " (expected: a number from 0 to "
              + Integer.MAX_VALUE
              + ")",
          1);
    }
    return size;
  }

  private static void requireRepositories(List<Path> repositories) throws StartFailure {
    for (Path repository : repositories) {
      if (!Files.isDirectory(repository)) {
        throw new StartFailure(
            "error: creating server: no model repository at '" + repository + "'", 1);
      }
    }
  }

  /** The models as the start-up table shows them. */
  static List<ModelRow> rows(LocalEngine engine) {
    return engine.index().stream().map(EngineStart::row).toList();
  }

  private static ModelRow row(ModelVersionStatus status) {
    String version =
        status.version().isPresent() ? Long.toString(status.version().getAsLong()) : "-";
    return new ModelRow(status.model(), version, status.state().name(), status.reason());
  }
}
