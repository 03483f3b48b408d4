package dev.tandem.engine.repository;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.stats.EngineCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.QueuedExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The models of one test, on the test's own thread and clocks. */
final class RepositoryBench implements AutoCloseable {
  /** A model of {@link FakeBackend}; what is under a base path needs it too, to say so. */
  static final String CONFIG =
      """
      backend: "fake"
      input [ { name: "IN" data_type: TYPE_FP32 dims: [ 4 ] } ]
      output [ { name: "OUT" data_type: TYPE_FP32 dims: [ 4 ] } ]
      instance_group [ { kind: KIND_CPU count: 1 } ]
      """;

  static final Duration POLL = Duration.ofSeconds(15);

  final ModelRegistry registry = new ModelRegistry();
  final FakeBackend backend;
  final ManualClock clock = new ManualClock();
  final RepositoryModels repository;
  final BasePathModels basePaths;
  private final Retirement retirement;
  private final QueuedExecutor tasks = new QueuedExecutor();
  private final LoadThreads threads = LoadThreads.start(1);
  private Instant now = Instant.now().plusSeconds(10);

  RepositoryBench(Path folder, ControlSettings control, FakeBackend backend) {
    this.backend = backend;
    RepositorySettings settings = RepositorySettings.of(List.of(folder)).withControl(control);
    retirement = new Retirement(tasks);
    NativePool pool = new NativePool(0);
    EnsembleLinks links = new EnsembleLinks();
    Workshop shop =
        new Workshop(
            registry,
            new ConfigSource(settings, Map.of("fake", backend)),
            links,
            new VersionLoader(
                settings,
                pool,
                new ByteBudget(1 << 20),
                threads,
                registry,
                new EngineCounters(),
                clock),
            retirement,
            new NameOwners(),
            tasks,
            tasks,
            control.loadRetries());
    repository = new RepositoryModels(settings, shop, () -> now, clock);
    basePaths = new BasePathModels(control, shop, () -> now, clock);
    links.settleBy((part, load) -> repository.settled(part, load));
  }

  /** Does everything that can be done without waiting. */
  RepositoryBench settle() {
    boolean more = true;
    while (more) {
      more = runOne();
    }
    return this;
  }

  /** Does what is due and one task; false where there is none. */
  boolean runOne() {
    long nowNs = clock.nanoTime();
    retirement.tick(nowNs);
    repository.tick(nowNs);
    basePaths.tick(nowNs);
    return tasks.runOne();
  }

  /** Lets time pass and then does what has become due. */
  RepositoryBench after(Duration time) {
    clock.advanceNs(time.toNanos());
    now = now.plus(time);
    return settle();
  }

  /** Lets the wall clock stand where files that are written now count as new. */
  RepositoryBench whereFilesAreNew() {
    now = Instant.now();
    return this;
  }

  RepositoryBench start() {
    CompletableFuture<Void> started = repository.start();
    settle();
    started.join();
    return this;
  }

  /** What a change came to, after everything that it needed. */
  String outcome(CompletableFuture<Void> change) {
    settle();
    try {
      change.orTimeout(0, TimeUnit.SECONDS).join();
      return "done";
    } catch (CompletionException e) {
      return requireNonNull(requireNonNull(e.getCause()).getMessage());
    }
  }

  /** The index, a line such as {@code m/1 READY}, with a reason where there is one. */
  List<String> index() {
    return registry.index().stream().map(RepositoryBench::line).toList();
  }

  private static String line(ModelVersionStatus status) {
    String version = status.version().isPresent() ? "/" + status.version().getAsLong() : "";
    String reason = status.reason().isEmpty() ? "" : " " + status.reason();
    return status.model() + version + " " + status.state() + reason;
  }

  @Override
  public void close() {
    repository.stop().forEach(model -> model.close(Duration.ofSeconds(5).toNanos()));
    basePaths.stop().forEach(model -> model.close(Duration.ofSeconds(5).toNanos()));
    threads.close();
  }
}
