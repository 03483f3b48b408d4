package dev.tandem.engine.repository;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.ModelControl;
import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.stats.EngineCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of all repository folders and base paths, from the start of the server to its end. One
 * thread decides; what takes long is done on load threads.
 */
public final class ModelRepository implements ModelControl {
  private static final Logger logger = LoggerFactory.getLogger(ModelRepository.class);

  /** What the repository's thread may be at when it is told to stop. */
  private static final long STOP_NS = TimeUnit.SECONDS.toNanos(10);

  private final RepositorySettings settings;
  private final NanoClock clock;
  private final LoadThreads threads;
  private final RepositoryLoop loop;
  private final Retirement retirement;
  private final RepositoryModels repositoryModels;
  private final BasePathModels basePathModels;
  private final FinalStop finalStop;
  private final TrimTimes trims;
  private volatile boolean stopped;

  public ModelRepository(
      RepositorySettings settings,
      ModelRegistry registry,
      Map<String, Backend> backends,
      NativePool pool,
      ByteBudget budget,
      EngineCounters counters,
      NanoClock clock) {
    this.settings = settings;
    this.clock = clock;
    finalStop = new FinalStop(registry, clock);
    trims = new TrimTimes(clock.nanoTime());
    threads = LoadThreads.start(settings.loadThreads());
    loop = new RepositoryLoop(this::tick);
    Executor loads = threads.quiet();
    retirement = new Retirement(threads.closing());
    EnsembleLinks links = new EnsembleLinks();
    Workshop shop =
        new Workshop(
            registry,
            new ConfigSource(settings, Map.copyOf(backends)),
            links,
            new VersionLoader(settings, pool, budget, threads, registry, counters, clock),
            retirement,
            new NameOwners(),
            loop,
            loads,
            settings.control().loadRetries());
    repositoryModels = new RepositoryModels(settings, shop, InstantSource.system(), clock);
    basePathModels = new BasePathModels(settings.control(), shop, InstantSource.system(), clock);
    links.settleBy(
        (part, load) ->
            CompletableFuture.allOf(
                repositoryModels.settled(part, load), basePathModels.settled(part)));
  }

  /**
   * Loads what is to serve from the start; returns when each model serves or has failed. Throws
   * {@link ServingException} where the base paths contradict themselves.
   */
  public void start() {
    loop.start();
    onLoop(repositoryModels::start).join();
    try {
      onLoop(() -> basePathModels.serve(settings.control().basePaths())).join();
    } catch (CompletionException e) {
      // A model that fails is in the registry, and in the log.
      if (e.getCause() instanceof ServingException failure
          && failure.reason() != Reason.LOAD_FAILED
          && failure.reason() != Reason.NOT_IN_REPOSITORY) {
        throw failure;
      }
    }
  }

  @Override
  public CompletionStage<Void> load(ModelLoad load) {
    return whereClientsControl(
        () -> {
          if (load.files().isEmpty()) {
            return onLoop(() -> repositoryModels.load(load, Optional.empty()));
          }
          return CompletableFuture.supplyAsync(() -> write(load), threads.quiet())
              .thenCompose(sent -> load(load, sent));
        });
  }

  private CompletionStage<Void> load(ModelLoad load, UploadedModel sent) {
    return onLoop(() -> repositoryModels.load(load, Optional.of(sent)))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                // The repository may have ended before it heard of them.
                sent.close();
              }
            });
  }

  private static UploadedModel write(ModelLoad load) {
    try {
      return UploadedModel.write(load.files());
    } catch (IOException | RuntimeException e) {
      logger.warn("failed to load '{}': {}", load.name(), Findings.of(e).logLine());
      throw LoadFailures.unread(load.name());
    }
  }

  @Override
  public CompletionStage<Void> unload(ModelUnload unload) {
    return whereClientsControl(() -> onLoop(() -> repositoryModels.unload(unload)));
  }

  private CompletionStage<Void> whereClientsControl(Supplier<CompletionStage<Void>> change) {
    if (settings.control().mode() != ControlMode.EXPLICIT) {
      return CompletableFuture.failedFuture(
          new ServingException(
              Reason.CONTROL_OFF,
              "explicit model load / unload is not allowed if polling is enabled"));
    }
    try {
      return change.get();
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(ChangeQueue.stopping());
    }
  }

  @Override
  public CompletionStage<Void> serveBasePaths(List<BasePathModel> models) {
    return onLoop(() -> basePathModels.serve(models));
  }

  private CompletableFuture<Void> onLoop(Supplier<CompletableFuture<Void>> change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      loop.execute(
          () -> {
            try {
              CompletableFuture<Boolean> unused =
                  change.get().handle((nothing, failure) -> end(done, failure));
            } catch (RuntimeException | Error e) {
              done.completeExceptionally(e);
              throw e;
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(ChangeQueue.stopping());
    }
    return done;
  }

  private static boolean end(CompletableFuture<Void> done, @Nullable Throwable failure) {
    return failure == null ? done.complete(null) : done.completeExceptionally(failure);
  }

  /** Does what is due; says for how long nothing more will be. */
  private long tick() {
    long nowNs = clock.nanoTime();
    int leaving = retirement.size();
    long idleNs = retirement.tick(nowNs);
    if (retirement.size() < leaving) {
      trims.freed(nowNs);
    }
    if (trims.isDue(nowNs)) {
      threads.ordinary().execute(NativeHeap::trim);
    }
    idleNs = Math.min(idleNs, trims.idleNs(nowNs));
    idleNs = Math.min(idleNs, repositoryModels.tick(nowNs));
    return Math.min(idleNs, basePathModels.tick(nowNs));
  }

  /**
   * Refuses new requests, lets those inside finish, and frees all models; false where {@code
   * timeoutNs} ran out first, after which the models that still work are left alone. May be called
   * again after that.
   */
  public boolean stop(long timeoutNs) {
    if (stopped) {
      return true;
    }
    long deadlineNs = clock.nanoTime() + timeoutNs;
    try {
      stopped =
          CompletableFuture.supplyAsync(() -> stopAll(deadlineNs), loop)
              .get(timeoutNs + STOP_NS, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      logger.warn("models did not end in time");
    } catch (ExecutionException e) {
      logger.error("models did not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (stopped) {
      // What a load that is under way has opened comes back through the loop.
      stopped = threads.endLoads(Math.max(0, deadlineNs - clock.nanoTime()));
    }
    if (stopped) {
      loop.close();
      stopped = threads.endCloses(STOP_NS);
    }
    return stopped;
  }

  private boolean stopAll(long deadlineNs) {
    finalStop.add(retirement.leaveToCaller());
    finalStop.add(repositoryModels.stop());
    finalStop.add(basePathModels.stop());
    return finalStop.stop(deadlineNs);
  }
}
