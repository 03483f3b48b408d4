package dev.tandem.server;

import static dev.tandem.server.Tier.ESSENTIAL;
import static dev.tandem.server.Tier.FREQUENT;
import static dev.tandem.server.Tier.RARE;

import dev.tandem.http.AllowedOrigins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The flags of {@code tandem serve}, under the names that Triton and TensorFlow Serving gave them.
 */
final class ServeFlags {
  static final Flag<Path> MODEL_REPOSITORY =
      Flag.withoutDefault(
          "--model-repository",
          ESSENTIAL,
          FlagType.path(),
          "A folder of models. Give it once for each folder.");
  static final Flag<Integer> HTTP_PORT =
      Flag.of("--http-port", ESSENTIAL, FlagType.port(), "8000", "KServe v2 over REST.");
  static final Flag<Integer> GRPC_PORT =
      Flag.of("--grpc-port", ESSENTIAL, FlagType.port(), "8001", "KServe v2 over gRPC.");
  static final Flag<Integer> METRICS_PORT =
      Flag.of("--metrics-port", ESSENTIAL, FlagType.port(), "8002", "Metrics for Prometheus.");
  static final Flag<TfPort> TF_GRPC_PORT =
      Flag.of("--port", ESSENTIAL, TfPort.TYPE, "8500", "TensorFlow Serving over gRPC.");
  static final Flag<TfPort> TF_HTTP_PORT =
      Flag.of("--rest_api_port", ESSENTIAL, TfPort.TYPE, "8501", "TensorFlow Serving over REST.");

  static final Flag<String> HTTP_ADDRESS =
      Flag.of(
          "--http-address",
          FREQUENT,
          FlagType.text("<address>"),
          "0.0.0.0",
          "Where --http-port and --rest_api_port listen.");
  static final Flag<String> GRPC_ADDRESS =
      Flag.of(
          "--grpc-address",
          FREQUENT,
          FlagType.text("<address>"),
          "0.0.0.0",
          "Where --grpc-port and --port listen.");
  static final Flag<Boolean> ALLOW_HTTP =
      Flag.of("--allow-http", FREQUENT, FlagType.bool(), "true", "Open --http-port.");
  static final Flag<Boolean> ALLOW_GRPC =
      Flag.of("--allow-grpc", FREQUENT, FlagType.bool(), "true", "Open --grpc-port.");
  static final Flag<Boolean> ALLOW_METRICS =
      Flag.of("--allow-metrics", FREQUENT, FlagType.bool(), "true", "Open --metrics-port.");
  static final Flag<Boolean> ALLOW_TF_SERVING =
      Flag.of(
          "--allow-tf-serving",
          FREQUENT,
          FlagType.bool(),
          "true",
          "Serve TensorFlow Serving's API: open --port and --rest_api_port, and answer its calls on"
              + " the other ports too.");
  static final Flag<Boolean> EXIT_ON_ERROR =
      Flag.of(
          "--exit-on-error",
          FREQUENT,
          FlagType.bool(),
          "true",
          "Do not start if a model fails to load.");
  static final Flag<Boolean> STRICT_READINESS =
      Flag.of(
          "--strict-readiness",
          FREQUENT,
          FlagType.bool(),
          "true",
          "The server is ready only while every model is.");
  static final Flag<Duration> EXIT_TIMEOUT =
      Flag.of(
          "--exit-timeout-secs",
          FREQUENT,
          FlagType.seconds(0),
          "30",
          "How long requests in flight may take once the server is told to stop.");
  static final Flag<Integer> LOG_VERBOSE =
      Flag.of(
          "--log-verbose",
          FREQUENT,
          FlagType.level(),
          "0",
          "0 for no debug lines, 1 for those of the server, 2 for everything.");
  static final Flag<BackendSetting> BACKEND_CONFIG =
      Flag.withoutDefault(
          "--backend-config",
          FREQUENT,
          FlagType.backendSetting(),
          "A setting of one backend, or without a backend of all. May be given again.");

  static final Flag<Boolean> ALLOW_CLIENT_SHM =
      Flag.of(
          "--allow-client-shm",
          FREQUENT,
          FlagType.bool(),
          "false",
          "Let clients register system shared memory for inputs and outputs.");

  static final Flag<Path> MODEL_STORE =
      Flag.withoutDefault(
          "--model-store", RARE, FlagType.path(), "The older name of --model-repository.");
  static final Flag<String> SERVER_ID =
      Flag.of(
          "--id", RARE, FlagType.text("<name>"), "triton", "The server's name for its clients.");
  static final Flag<String> METRICS_ADDRESS =
      Flag.withoutDefault(
          "--metrics-address",
          RARE,
          FlagType.text("<address>"),
          "Where --metrics-port listens (default: as --http-address).");
  static final Flag<Long> HTTP_MAX_INPUT_SIZE =
      Flag.of(
          "--http-max-input-size",
          RARE,
          FlagType.byteSize(),
          "67108864",
          "The largest HTTP request body, also once it is decompressed.");
  static final Flag<AllowedOrigins> HTTP_CORS_ORIGINS =
      Flag.withoutDefault(
          "--http-cors-origins",
          RARE,
          FlagType.origins(),
          "Scripts of these origins may call the HTTP ports from a browser: https://a,http://b:3000"
              + " or * for any.");
  static final Flag<Boolean> TF_CORS =
      Flag.of(
          "--rest_api_enable_cors_support",
          RARE,
          FlagType.bool(),
          "false",
          "Let scripts of any origin call what is under /v1.");
  static final Flag<Long> MAX_IN_FLIGHT_BYTES =
      Flag.withoutDefault(
          "--max-in-flight-bytes",
          RARE,
          FlagType.byteSize(),
          "What requests may hold together until they are answered (default: a quarter of the"
              + " memory, at least 1 GiB).");
  static final Flag<Duration> REST_TIMEOUT =
      Flag.of(
          "--rest_api_timeout_in_ms",
          RARE,
          FlagType.millis(1),
          "30000",
          "How long a call at --rest_api_port may run.");
  static final Flag<String> MODEL_CONFIG_NAME =
      Flag.withoutDefault(
          "--model-config-name",
          RARE,
          FlagType.text("<name>"),
          "Load configs/<name>.pbtxt of a model, where it is there, instead of config.pbtxt.");
  static final Flag<Integer> MODEL_LOAD_THREADS =
      Flag.of(
          "--model-load-thread-count",
          RARE,
          FlagType.count(1),
          "4",
          "How many models are loaded at the same time.");
  static final Flag<Boolean> ENABLE_MODEL_WARMUP =
      Flag.of(
          "--enable_model_warmup",
          RARE,
          FlagType.bool(),
          "true",
          "Replay the requests in assets.extra/tf_serving_warmup_requests of a version.");
  static final Flag<Integer> WARMUP_ITERATIONS =
      Flag.of(
          "--num_request_iterations_for_warmup",
          RARE,
          FlagType.count(0),
          "0",
          "How often each of these requests is run; 0 is once.");
  static final Flag<Boolean> DISABLE_AUTO_COMPLETE =
      Flag.of(
          "--disable-auto-complete-config",
          RARE,
          FlagType.bool(),
          "false",
          "Do not complete configurations from the model.");
  static final Flag<Boolean> STRICT_MODEL_CONFIG =
      Flag.of(
          "--strict-model-config",
          RARE,
          FlagType.bool(),
          "false",
          "The older name of --disable-auto-complete-config.");
  static final Flag<Boolean> LOG_INFO =
      Flag.of("--log-info", RARE, FlagType.bool(), "true", "Log what goes well.");
  static final Flag<Boolean> LOG_WARNING =
      Flag.of("--log-warning", RARE, FlagType.bool(), "true", "Log warnings.");
  static final Flag<Boolean> LOG_ERROR =
      Flag.of("--log-error", RARE, FlagType.bool(), "true", "Log errors.");
  static final Flag<LogOptions.Format> LOG_FORMAT =
      Flag.of(
          "--log-format",
          RARE,
          FlagType.choice(
              "<format>",
              "default or ISO8601",
              Map.of("default", LogOptions.Format.DEFAULT, "ISO8601", LogOptions.Format.ISO8601)),
          "default",
          "How log lines begin: default or ISO8601.");
  static final Flag<Path> LOG_FILE =
      Flag.withoutDefault(
          "--log-file", RARE, FlagType.path(), "Log into this file instead of the console.");

  private static final List<Flag<?>> OF_THE_SERVER =
      List.of(
          MODEL_REPOSITORY,
          HTTP_PORT,
          GRPC_PORT,
          METRICS_PORT,
          TF_GRPC_PORT,
          TF_HTTP_PORT,
          HTTP_ADDRESS,
          GRPC_ADDRESS,
          ALLOW_HTTP,
          ALLOW_GRPC,
          ALLOW_METRICS,
          ALLOW_TF_SERVING,
          EXIT_ON_ERROR,
          STRICT_READINESS,
          EXIT_TIMEOUT,
          LOG_VERBOSE,
          BACKEND_CONFIG,
          ALLOW_CLIENT_SHM,
          MODEL_STORE,
          SERVER_ID,
          METRICS_ADDRESS,
          HTTP_MAX_INPUT_SIZE,
          HTTP_CORS_ORIGINS,
          TF_CORS,
          MAX_IN_FLIGHT_BYTES,
          REST_TIMEOUT,
          MODEL_CONFIG_NAME,
          MODEL_LOAD_THREADS,
          ENABLE_MODEL_WARMUP,
          WARMUP_ITERATIONS,
          DISABLE_AUTO_COMPLETE,
          STRICT_MODEL_CONFIG,
          LOG_INFO,
          LOG_WARNING,
          LOG_ERROR,
          LOG_FORMAT,
          LOG_FILE);

  /** Those that say how a configuration is read, for the commands that only look at models. */
  static final List<Flag<?>> OF_CONFIGURATIONS =
      List.of(MODEL_CONFIG_NAME, DISABLE_AUTO_COMPLETE, STRICT_MODEL_CONFIG, BACKEND_CONFIG);

  /** In the order of the help, tier by tier. */
  static final List<Flag<?>> ALL =
      Stream.of(
              OF_THE_SERVER,
              ControlFlags.ALL,
              CacheFlags.ALL,
              RateLimitFlags.ALL,
              BasePathFlags.ALL,
              BatchingFlags.ALL,
              TfServingFlags.ALL,
              MonitoringFlags.ALL,
              TransportFlags.ALL,
              TfTransportFlags.ALL,
              TlsFlags.ALL,
              AccessFlags.ALL)
          .flatMap(List::stream)
          .toList();

  private ServeFlags() {}
}
