package dev.tandem.server;

import dev.tandem.engine.LocalEngine;
import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.LogControl;
import dev.tandem.ops.MemoryGauges;
import dev.tandem.tfserving.config.BasePathConfig;
import dev.tandem.tfserving.config.BasePathReload;
import dev.tandem.tfserving.config.Monitoring;
import dev.tandem.tfserving.metrics.WarmupMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Map;
import java.util.Optional;
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
  private static final long RETAINED_NATIVE_BYTES = 256L << 20;
  private static final long VERTX_CLOSE_SECONDS = 10;

  private final ServerOptions options;
  private final NativePool pool;
  private final LocalEngine engine;
  private final Optional<AnswerCache> cache;
  private final Vertx vertx;
  private final OpenPorts ports;
  private final SharedMemory regions;
  private final Optional<ModelConfigThread> configThread;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean drained;

  private TandemServer(
      ServerOptions options,
      NativePool pool,
      LocalEngine engine,
      Optional<AnswerCache> cache,
      Vertx vertx,
      OpenPorts ports,
      SharedMemory regions,
      Optional<ModelConfigThread> configThread) {
    this.options = options;
    this.pool = pool;
    this.engine = engine;
    this.cache = cache;
    this.vertx = vertx;
    this.ports = ports;
    this.regions = regions;
    this.configThread = configThread;
  }

  /**
   * Loads the models, then opens the listeners.
   *
   * @throws StartFailure if a port is busy, or models fail and the options say to exit then;
   *     nothing is left open
   */
  public static TandemServer start(ServerOptions options, LogControl log) throws StartFailure {
    NativePool pool = new NativePool(RETAINED_NATIVE_BYTES);
    ByteBudget inEngine = new ByteBudget(options.limits().maxInFlightBytes());
    BasePathConfig basePaths = options.control().basePaths().read();
    Optional<Monitoring> monitoring = options.monitoring().read();
    ServerTls tls = ServerTls.read(options.listeners(), options.transport());
    WarmupMetrics warmups = new WarmupMetrics();
    int eventLoops =
        options.transport().eventLoops().orElse(Runtime.getRuntime().availableProcessors());
    Vertx vertx = vertx(eventLoops);
    Optional<AnswerCache> cache = CacheStart.open(options.cache(), vertx, pool);
    LocalEngine engine;
    try {
      engine = EngineStart.load(options, basePaths.models(), pool, inEngine, cache, warmups);
    } catch (StartFailure | RuntimeException | Error e) {
      cache.ifPresent(AnswerCache::close);
      close(vertx);
      throw e;
    }
    for (String remark : options.remarks()) {
      logger.info(remark);
    }
    try {
      ByteBudget inBodies = new ByteBudget(options.limits().maxInFlightBytes());
      ByteBudget inAnswers = new ByteBudget(options.limits().maxInFlightBytes());
      MemoryGauges memory = new MemoryGauges(pool, inEngine, inBodies, inAnswers);
      BasePathReload reload = new BasePathReload(engine, basePaths);
      SharedMemory regions =
          options.allowClientShm()
              ? new SharedMemory(SharedMemory.FOLDER, pool, inBodies)
              : SharedMemory.OFF;
      MetricsDoors metrics =
          new MetricsDoors(
              engine, warmups, memory, options.gpuMetrics().readings(vertx), monitoring);
      Doors doors = Doors.of(options, engine, reload, memory, regions, log, metrics, vertx);
      OpenPorts ports =
          OpenPorts.open(options.listeners(), options.transport(), tls, doors, vertx, eventLoops);
      Optional<ModelConfigThread> configThread =
          ModelConfigThread.start(options.control().basePaths(), reload);
      if (options.access().isRestricted() && options.tfServing().served()) {
        logger.warn(
            "restrictions are for the KServe API: TensorFlow Serving's calls go past them, also on"
                + " the same ports");
      }
      TandemServer server =
          new TandemServer(options, pool, engine, cache, vertx, ports, regions, configThread);
      System.out.print(StartupReport.of(EngineStart.rows(engine), ports.rows()));
      return server;
    } catch (StartFailure | RuntimeException | Error e) {
      engine.stop(options.limits().exitTimeout());
      cache.ifPresent(AnswerCache::close);
      close(vertx);
      throw e;
    }
  }

  private static Vertx vertx(int eventLoops) {
    FileSystemOptions noFiles =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    return Vertx.vertx(
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(eventLoops)
            .setWorkerPoolSize(Math.max(2, eventLoops))
            .setFileSystemOptions(noFiles));
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
      configThread.ifPresent(ModelConfigThread::close);
      drained = engine.stop(options.limits().exitTimeout());
      ports.close();
      cache.ifPresent(AnswerCache::close);
      close(vertx);
      regions.close();
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
