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

  static ServerOptions read(FlagValues flags) throws StartFailure {
    return new ServerOptions(
        flags.get(ServeFlags.SERVER_ID),
        repository(flags),
        ControlOptionsReader.read(flags),
        listeners(flags),
        limits(flags),
        new CorsOptions(
            flags.last(ServeFlags.HTTP_CORS_ORIGINS).orElse(AllowedOrigins.NONE),
            flags.get(ServeFlags.TF_CORS)),
        log(flags),
        TransportOptions.read(flags),
        AccessOptions.read(flags),
        new MonitoringOptions(flags.last(MonitoringFlags.MONITORING_CONFIG_FILE)),
        flags.get(ServeFlags.STRICT_READINESS),
        flags.get(ServeFlags.ALLOW_CLIENT_SHM),
        UnusedFlags.remarks(flags));
  }

  private static RepositoryOptions repository(FlagValues flags) throws StartFailure {
    List<Path> repositories = new ArrayList<>(flags.all(ServeFlags.MODEL_REPOSITORY));
    repositories.addAll(flags.all(ServeFlags.MODEL_STORE));
    if (repositories.isEmpty() && ControlOptionsReader.basePaths(flags).isEmpty()) {
      throw new StartFailure("--model-repository must be specified", 1);
    }
    return repository(flags, repositories);
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
            flags.get(ServeFlags.ENABLE_MODEL_WARMUP), flags.get(ServeFlags.WARMUP_ITERATIONS)));
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

  private static Listeners listeners(FlagValues flags) throws StartFailure {
    String httpAddress = flags.get(ServeFlags.HTTP_ADDRESS);
    String grpcAddress = flags.get(ServeFlags.GRPC_ADDRESS);
    String metricsAddress = flags.last(ServeFlags.METRICS_ADDRESS).orElse(httpAddress);
    boolean tfServing = flags.get(ServeFlags.ALLOW_TF_SERVING);
    return PortCheck.distinct(
        new Listeners(
            new ListenerOptions(
                flags.get(ServeFlags.ALLOW_HTTP),
                httpAddress,
                flags.get(ServeFlags.HTTP_PORT),
                flags.get(TransportFlags.REUSE_HTTP_PORT)),
            new ListenerOptions(
                flags.get(ServeFlags.ALLOW_GRPC),
                grpcAddress,
                flags.get(ServeFlags.GRPC_PORT),
                flags.get(TransportFlags.REUSE_GRPC_PORT)),
            new ListenerOptions(
                flags.get(ServeFlags.ALLOW_METRICS),
                metricsAddress,
                flags.get(ServeFlags.METRICS_PORT)),
            new ListenerOptions(tfServing, grpcAddress, flags.get(ServeFlags.TF_GRPC_PORT)),
            new ListenerOptions(tfServing, httpAddress, flags.get(ServeFlags.TF_HTTP_PORT))));
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
