package dev.tandem.server;

import dev.tandem.engine.LocalEngine;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.backend.identity.IdentityBackend;
import dev.tandem.engine.backend.identity.Pause;
import dev.tandem.engine.backend.onnx.OnnxBackend;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.tensor.NativePool;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running server: its models and its open listeners.
 *
 * <p>{@link #start} returns once every listener is open, and prints the start-up tables. Closing
 * drains: no new requests are taken, those in flight are answered, models are unloaded.
 */
public final class TandemServer implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(TandemServer.class);
  private static final String ONNX = "onnxruntime";
  private static final String DEFAULT_MAX_BATCH_SIZE = "default-max-batch-size";
  private static final long RETAINED_NATIVE_BYTES = 256L << 20;
  private static final long VERTX_CLOSE_SECONDS = 10;

  private final ServerOptions options;
  private final NativePool pool;
  private final LocalEngine engine;
  private final Vertx vertx;
  private final OpenPorts ports;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean drained;

  private TandemServer(
      ServerOptions options, NativePool pool, LocalEngine engine, Vertx vertx, OpenPorts ports) {
    this.options = options;
    this.pool = pool;
    this.engine = engine;
    this.vertx = vertx;
    this.ports = ports;
  }

  /**
   * Loads the models, then opens the listeners.
   *
   * @throws StartFailure if a port is busy, or models fail and the options say to exit then;
   *     nothing is left open
   */
  public static TandemServer start(ServerOptions options) throws StartFailure {
    requireRepositories(options.repository().repositories());
    NativePool pool = new NativePool(RETAINED_NATIVE_BYTES);
    LocalEngine engine = loadModels(options, pool);
    int eventLoops = Runtime.getRuntime().availableProcessors();
    Vertx vertx = vertx(eventLoops);
    try {
      Doors doors = Doors.of(options, engine, pool, vertx);
      OpenPorts ports = OpenPorts.open(options.listeners(), doors, vertx, eventLoops);
      TandemServer server = new TandemServer(options, pool, engine, vertx, ports);
      System.out.print(StartupReport.of(server.modelRows(), ports.rows()));
      return server;
    } catch (StartFailure | RuntimeException | Error e) {
      engine.stop(options.limits().exitTimeout());
      close(vertx);
      throw e;
    }
  }

  private static void requireRepositories(List<Path> repositories) throws StartFailure {
    for (Path repository : repositories) {
      if (!Files.isDirectory(repository)) {
        throw new StartFailure(
            "error: creating server: no model repository at '" + repository + "'", 1);
      }
    }
  }

  private static LocalEngine loadModels(ServerOptions options, NativePool pool)
      throws StartFailure {
    RepositoryOptions repository = options.repository();
    Map<String, String> onnxConfig = backendConfig(repository, ONNX);
    RepositorySettings settings =
        new RepositorySettings(
            repository.repositories(),
            repository.autoComplete(),
            defaultMaxBatchSize(onnxConfig),
            repository.modelConfigName(),
            repository.loadThreads(),
            RepositorySettings.DEFAULT_INBOX_CAPACITY,
            options.strictReadiness());
    LocalEngine engine =
        new LocalEngine(
            settings,
            List.of(new OnnxBackend(pool, onnxConfig), new IdentityBackend(pool, Pause.SLEEP)),
            pool);
    engine.start();
    boolean failed = engine.index().stream().anyMatch(status -> status.state() != ModelState.READY);
    if (failed && repository.exitOnError()) {
      System.err.print(StartupReport.ofModels(rows(engine)));
      engine.stop(options.limits().exitTimeout());
      throw new StartFailure("error: creating server: Internal - failed to load all models", 1);
    }
    return engine;
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
    try {
      return Integer.parseUnsignedInt(value);
    } catch (NumberFormatException e) {
      throw new StartFailure(
          "Error: --backend-config=onnxruntime,"
              + DEFAULT_MAX_BATCH_SIZE
              + "="
              + value
              + " (expected: a number)",
          1);
    }
  }

  private static Vertx vertx(int eventLoops) {
    FileSystemOptions noFiles =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(eventLoops)
            .setWorkerPoolSize(Math.max(2, eventLoops))
            .setFileSystemOptions(noFiles));
  }

  private List<ModelRow> modelRows() {
    return rows(engine);
  }

  private static List<ModelRow> rows(LocalEngine engine) {
    return engine.index().stream().map(TandemServer::row).toList();
  }

  private static ModelRow row(ModelVersionStatus status) {
    String version =
        status.version().isPresent() ? Long.toString(status.version().getAsLong()) : "-";
    return new ModelRow(status.model(), version, status.state().name(), status.reason());
  }

  /** The port that each kind of listener has, by the names of {@link OpenPorts}. */
  Map<String, Integer> ports() {
    return ports.rows().stream().collect(Collectors.toMap(PortRow::name, PortRow::port));
  }

  /** Blocks of native memory that are lent and not back. */
  long openLeases() {
    return pool.openLeases();
  }

  /**
   * Waits until another thread has closed the server.
   *
   * @return whether every request was answered within the exit timeout
   */
  public boolean await() throws InterruptedException {
    closed.await();
    return drained;
  }

  /**
   * While requests in flight are finished, the listeners answer, so that a probe sees a server that
   * is not ready.
   */
  @Override
  public void close() {
    if (closing.getAndSet(true)) {
      return;
    }
    try {
      drained = engine.stop(options.limits().exitTimeout());
      ports.close();
      close(vertx);
    } finally {
      closed.countDown();
    }
  }

  private static void close(Vertx vertx) {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(VERTX_CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      logger.warn("event loops did not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
