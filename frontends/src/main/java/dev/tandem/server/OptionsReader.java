package dev.tandem.server;

import dev.tandem.http.AllowedOrigins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns flags into options, and refuses those that contradict each other. */
final class OptionsReader {
  private OptionsReader() {}

  static ServerOptions read(FlagValues flags, Map<String, String> environment) throws StartFailure {
    ControlOptions control = ControlOptionsReader.read(flags, environment);
    RepositoryOptions repository = repository(flags, control.basePaths());
    CacheOptions cache = CacheOptionsReader.read(flags);
    ListenersReader.Read listeners =
        ListenersReader.read(flags, repository.repositories().isEmpty());
    return new ServerOptions(
        flags.get(ServeFlags.SERVER_ID),
        repository,
        control,
        listeners.listeners(),
        limits(flags),
        cache,
        new CorsOptions(
            flags.last(ServeFlags.HTTP_CORS_ORIGINS).orElse(AllowedOrigins.NONE),
            flags.get(ServeFlags.TF_CORS)),
        log(flags),
        TransportOptions.read(flags),
        TfServingOptions.read(flags),
        AccessOptions.read(flags),
        new MonitoringOptions(flags.last(MonitoringFlags.MONITORING_CONFIG_FILE)),
        new GpuMetricsOptions(
            flags.get(MonitoringFlags.ALLOW_GPU_METRICS),
            flags.get(MonitoringFlags.METRICS_INTERVAL)),
        flags.get(ServeFlags.STRICT_READINESS),
        flags.get(ServeFlags.ALLOW_CLIENT_SHM),
        flags.get(BasePathFlags.CHECK_SIGNATURE_METHODS),
        remarks(flags, control.basePaths(), listeners, cache));
  }

  private static List<String> remarks(
      FlagValues flags,
      BasePathOptions basePaths,
      ListenersReader.Read listeners,
      CacheOptions cache)
      throws StartFailure {
    List<String> remarks = new ArrayList<>(UnusedFlags.remarks(flags));
    remarks.addAll(flags.get(TfTransportFlags.CHANNEL_ARGUMENTS).remarks());
    if (!flags.get(BatchingFlags.ENABLE) && flags.get(BatchingFlags.PER_MODEL)) {
      remarks.add(
          BatchingFlags.PER_MODEL.name()
              + " changes nothing without "
              + BatchingFlags.ENABLE.name());
    }
    if (!flags.get(ServeFlags.ALLOW_TF_SERVING)
        && flags.isGiven(TfTransportFlags.SOCKET_PATH.name())) {
      remarks.add(
          TfTransportFlags.SOCKET_PATH.name()
              + " changes nothing with "
              + ServeFlags.ALLOW_TF_SERVING.name()
              + "=false");
    }
    if (!flags.isGiven(BasePathFlags.MODEL_BASE_PATH.name())) {
      basePaths.single().map(ContainerModel::remark).ifPresent(remarks::add);
    }
    remarks.addAll(listeners.remarks());
    remarks.addAll(cache.remarks());
    return remarks;
  }

  private static RepositoryOptions repository(FlagValues flags, BasePathOptions basePaths)
      throws StartFailure {
    List<Path> repositories = new ArrayList<>(flags.all(ServeFlags.MODEL_REPOSITORY));
    repositories.addAll(flags.all(ServeFlags.MODEL_STORE));
    if (repositories.isEmpty() && basePaths.isEmpty()) {
      throw nothingToServe(flags);
    }
    return repository(flags, repositories);
  }

  /** Told in the words of the server whose flags these are. */
  private static StartFailure nothingToServe(FlagValues flags) {
    List<String> given = flags.given();
    boolean ofTfServing =
        given.stream()
            .allMatch(name -> name.equals(ServeFlags.TF_GRPC_PORT.name()) || name.contains("_"));
    return !given.isEmpty() && ofTfServing
        ? StartFailure.ofTfServing(
            "INVALID_ARGUMENT: Both server_options.model_base_path and"
                + " server_options.model_config_file are empty!")
        : new StartFailure("--model-repository must be specified", 1);
  }

  /** What the flags say about models that are in {@code repositories}. */
  static RepositoryOptions repository(FlagValues flags, List<Path> repositories)
      throws StartFailure {
    boolean strict =
        flags.get(ServeFlags.DISABLE_AUTO_COMPLETE) || flags.get(ServeFlags.STRICT_MODEL_CONFIG);
    return new RepositoryOptions(
        repositories,
        flags.get(ServeFlags.EXIT_ON_ERROR),
        !strict,
        byBackend(flags.all(ServeFlags.BACKEND_CONFIG)),
        flags.last(ServeFlags.MODEL_CONFIG_NAME),
        loadThreads(flags),
        new WarmupOptions(
            flags.get(ServeFlags.ENABLE_MODEL_WARMUP), flags.get(ServeFlags.WARMUP_ITERATIONS)),
        RateLimitFlags.read(flags));
  }

  /** TensorFlow Serving's flag counts where it gives a number. */
  private static int loadThreads(FlagValues flags) throws StartFailure {
    int threads = flags.get(BasePathFlags.NUM_LOAD_THREADS);
    return threads > 0 ? threads : flags.get(ServeFlags.MODEL_LOAD_THREADS);
  }

  private static Map<String, Map<String, String>> byBackend(List<BackendSetting> settings) {
    Map<String, Map<String, String>> byBackend = new HashMap<>();
    for (BackendSetting setting : settings) {
      byBackend
          .computeIfAbsent(setting.backend(), backend -> new HashMap<>())
          .put(setting.name(), setting.value());
    }
    return byBackend;
  }

  private static LimitOptions limits(FlagValues flags) throws StartFailure {
    long httpMaxInputBytes = flags.get(ServeFlags.HTTP_MAX_INPUT_SIZE);
    if (httpMaxInputBytes <= 0) {
      throw new StartFailure("--http-max-input-size must be greater than 0.", 1);
    }
    long maxInFlightBytes =
        flags.last(ServeFlags.MAX_IN_FLIGHT_BYTES).orElseGet(MachineMemory::inFlightBytes);
    if (maxInFlightBytes <= 0) {
      throw new StartFailure("--max-in-flight-bytes must be greater than 0.", 1);
    }
    return new LimitOptions(
        httpMaxInputBytes,
        maxInFlightBytes,
        flags.get(ServeFlags.REST_TIMEOUT),
        flags.get(ServeFlags.EXIT_TIMEOUT));
  }

  private static LogOptions log(FlagValues flags) throws StartFailure {
    return new LogOptions(
        flags.get(ServeFlags.LOG_VERBOSE),
        flags.get(ServeFlags.LOG_INFO),
        flags.get(ServeFlags.LOG_WARNING),
        flags.get(ServeFlags.LOG_ERROR),
        flags.get(ServeFlags.LOG_FORMAT),
        flags.last(ServeFlags.LOG_FILE));
  }
}
