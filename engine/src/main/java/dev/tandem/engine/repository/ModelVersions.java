package dev.tandem.engine.repository;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import dev.tandem.engine.model.Finding.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of one model and what is done about them, one change after the other. Belongs to the
 * repository's thread; opening a model happens on load threads, which tell it there.
 */
final class ModelVersions {
  private static final Logger logger = LoggerFactory.getLogger(ModelVersions.class);
  private static final int MOST_WAITING = 1024;

  /** What all models work with. */
  record Workshop(
      ModelRegistry registry,
      ConfigSource configs,
      VersionLoader loader,
      Retirement retirement,
      Executor loop,
      Executor loads,
      int loadRetries) {}

  private final String name;
  private final Workshop shop;
  private final RetryRule retries;
  private final NavigableMap<Long, HeldVersion> held = new TreeMap<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean stopped;
  private @Nullable UploadedModel upload;

  /**
   * @param retries when versions that fail are tried again; a model that has such a rule serves
   *     each version as soon as it is loaded, another one all of them together or none
   */
  ModelVersions(String name, Workshop shop, RetryRule retries) {
    this.name = name;
    this.shop = shop;
    this.retries = retries;
  }

  boolean isBusy() {
    return busy;
  }

  /** Whether it neither serves nor is about to do anything. */
  boolean isForgettable() {
    return !busy && waiting.isEmpty() && held.isEmpty();
  }

  boolean isServing() {
    return !held.isEmpty();
  }

  /** The files of the versions that serve, as they were loaded. */
  Map<Long, FolderStamp> stamps() {
    Map<Long, FolderStamp> stamps = new TreeMap<>();
    held.forEach((version, is) -> stamps.put(version, is.stamp()));
    return stamps;
  }

  CompletableFuture<Void> load(LoadOrder order) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    later(done, () -> begin(new LoadInProgress(order, done)));
    return done;
  }

  CompletableFuture<Void> unload(OptionalLong only) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    later(
        done,
        () -> {
          List<Long> going =
              only.isEmpty()
                  ? List.copyOf(held.keySet())
                  : held.containsKey(only.getAsLong()) ? List.of(only.getAsLong()) : List.of();
          going.forEach(this::drop);
          if (only.isEmpty()) {
            shop.registry().forgetFailures(name, Set.of());
            shop.registry().forgetUnread(name);
          }
          next();
          done.complete(null);
        });
    return done;
  }

  private void later(CompletableFuture<Void> done, Runnable change) {
    if (waiting.size() == MOST_WAITING) {
      done.completeExceptionally(
          new ServingException(
              Reason.QUEUE_FULL, "too many changes of model '" + name + "' are waiting"));
      return;
    }
    waiting.add(change);
    if (!busy) {
      next();
    }
  }

  /** Goes on with the change that waits longest. */
  private void next() {
    busy = false;
    Runnable change = waiting.poll();
    if (change != null) {
      busy = true;
      change.run();
    }
  }

  /** A load, from its preparation to its end. */
  private static final class LoadInProgress {
    private final LoadOrder order;
    private final CompletableFuture<Void> done;
    private final Map<Long, HeldVersion> loaded = new TreeMap<>();
    private final Map<Long, Finding> failed = new TreeMap<>();
    private int missing;

    LoadInProgress(LoadOrder order, CompletableFuture<Void> done) {
      this.order = order;
      this.done = done;
    }
  }

  private void begin(LoadInProgress load) {
    LoadPreparation preparation =
        new LoadPreparation(shop.configs(), name, load.order, Map.copyOf(held));
    shop.loads()
        .execute(
            () -> {
              try {
                PreparedLoad prepared = preparation.prepare();
                shop.loop().execute(() -> open(load, prepared));
              } catch (ServingException e) {
                shop.loop().execute(() -> refused(load, e));
              } catch (Exception | Error e) {
                shop.loop().execute(() -> unprepared(load, finding(e)));
              }
            });
  }

  private Finding finding(Throwable failure) {
    if (failure instanceof ConfigException
        || failure instanceof ServingException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException) {
      return Findings.of((Exception) failure);
    }
    logger.error("model '{}' failed to load", name, failure);
    return Finding.of(Kind.INTERNAL, "internal error: " + failure);
  }

  /** A model that nobody has ever heard of stays unheard of. */
  private void refused(LoadInProgress load, ServingException failure) {
    logger.warn("failed to load '{}': {}", name, failure.text());
    forget(load);
    fail(load, LoadFailures.unread(name));
  }

  private void unprepared(LoadInProgress load, Finding finding) {
    logger.warn("failed to load '{}': {}", name, finding.logLine());
    forget(load);
    if (finding.stage() == Stage.MODEL) {
      shop.registry().putFailed(name, finding);
      fail(load, LoadFailures.ofModel(name, finding));
    } else {
      shop.registry().putUnread(name, finding);
      fail(load, LoadFailures.unread(name));
    }
  }

  private void fail(LoadInProgress load, ServingException failure) {
    next();
    load.done.completeExceptionally(failure);
  }

  private void open(LoadInProgress load, PreparedLoad prepared) {
    if (prepared.finding().isPresent()) {
      prepared.plan().load().forEach(v -> load.failed.put(v, prepared.finding().get()));
      settle(load, prepared);
      return;
    }
    prepared
        .plan()
        .keep()
        .forEach(
            version ->
                held.computeIfPresent(version, (v, before) -> restamped(before, v, prepared)));
    List<Long> opening =
        prepared.plan().load().stream()
            .filter(v -> retries.mayTry(v, prepared.snapshot().versions().get(v)))
            .toList();
    load.missing = opening.size();
    for (Long version : opening) {
      if (!held.containsKey(version)) {
        shop.registry().put(name, version, new VersionState.Loading());
      }
    }
    if (opening.isEmpty()) {
      settle(load, prepared);
    }
    opening.forEach(version -> shop.loads().execute(() -> open(load, prepared, version)));
  }

  private static HeldVersion restamped(HeldVersion before, Long version, PreparedLoad prepared) {
    FolderStamp stamp = prepared.snapshot().versions().get(version);
    return new HeldVersion(
        before.model(),
        before.config(),
        stamp == null ? before.stamp() : stamp,
        before.digest(),
        prepared.snapshot().shared(),
        before.sharedDigest());
  }

  /** On a load thread. */
  private void open(LoadInProgress load, PreparedLoad prepared, Long version) {
    for (int triesLeft = shop.loadRetries(); ; triesLeft--) {
      try {
        FolderSnapshot snapshot = prepared.snapshot();
        LoadedModel model =
            shop.loader()
                .load(
                    snapshot.folder(),
                    version,
                    prepared.config(),
                    shop.configs().backend(prepared.config()));
        HeldVersion opened =
            new HeldVersion(
                model,
                prepared.config(),
                snapshot.versions().getOrDefault(version, new FolderStamp(Map.of())),
                prepared.digests().getOrDefault(version, ""),
                snapshot.shared(),
                prepared.sharedDigest());
        shop.loop().execute(() -> opened(load, prepared, version, opened));
        return;
      } catch (Exception | Error e) {
        if (triesLeft == 0) {
          Finding finding = finding(e);
          shop.loop().execute(() -> notOpened(load, prepared, version, finding));
          return;
        }
      }
    }
  }

  private void opened(
      LoadInProgress load, PreparedLoad prepared, Long version, HeldVersion opened) {
    load.missing--;
    retries.succeeded(version);
    if (retries.eachByItself()) {
      publish(version, opened);
    } else {
      load.loaded.put(version, opened);
    }
    if (load.missing == 0) {
      settle(load, prepared);
    }
  }

  private void notOpened(
      LoadInProgress load, PreparedLoad prepared, Long version, Finding finding) {
    load.missing--;
    load.failed.put(version, finding);
    if (load.missing == 0) {
      settle(load, prepared);
    }
  }

  /** All versions of a load have succeeded or failed. */
  private void settle(LoadInProgress load, PreparedLoad prepared) {
    load.failed.forEach((version, finding) -> failed(prepared, version, finding));
    if (!load.failed.isEmpty() && !retries.eachByItself()) {
      load.loaded.forEach((version, opened) -> abandon(version, opened));
      forget(load);
      fail(load, LoadFailures.ofVersions(name, load.failed));
      return;
    }
    load.loaded.forEach(this::publish);
    Set<Long> wanted = new HashSet<>(prepared.wanted());
    if (wanted.isEmpty() || wanted.stream().anyMatch(held::containsKey)) {
      List.copyOf(held.keySet()).stream().filter(v -> !wanted.contains(v)).forEach(this::drop);
    }
    keep(load);
    shop.registry().forgetFailures(name, wanted);
    next();
    if (load.failed.isEmpty()) {
      load.done.complete(null);
    } else {
      load.done.completeExceptionally(LoadFailures.ofVersions(name, load.failed));
    }
  }

  private void failed(PreparedLoad prepared, Long version, Finding finding) {
    logger.warn("failed to load '{}' version {}: {}", name, version, finding.logLine());
    boolean again = retries.failed(version, prepared.snapshot().versions().get(version));
    if (!again && !held.containsKey(version)) {
      shop.registry().put(name, version, new VersionState.Failed(finding));
    }
  }

  /** A version that is in order, of a load that is not. */
  private void abandon(Long version, HeldVersion opened) {
    shop.loads().execute(() -> opened.model().close(Retirement.GRACE_NS));
    if (!held.containsKey(version)) {
      shop.registry().put(name, version, new VersionState.Unloaded());
    }
  }

  private void publish(Long version, HeldVersion opened) {
    if (stopped) {
      opened.model().close(Retirement.GRACE_NS);
      return;
    }
    // On this thread, whose priority is that of the server's others.
    opened.model().start();
    HeldVersion before = held.put(version, opened);
    shop.registry().put(name, version, new VersionState.Ready(opened.model()));
    logger.info("successfully loaded '{}' version {}", name, version);
    if (before != null) {
      shop.retirement().retire(before.model(), () -> {}, () -> {});
    }
  }

  private void drop(Long version) {
    HeldVersion before = held.remove(version);
    if (before == null) {
      return;
    }
    shop.registry().put(name, version, new VersionState.Unloading());
    shop.retirement()
        .retire(
            before.model(),
            () -> {
              if (shop.registry().state(name, version).orElse(null)
                  instanceof VersionState.Unloading) {
                shop.registry().put(name, version, new VersionState.Unloaded());
                logger.info("successfully unloaded '{}' version {}", name, version);
              }
            },
            () -> {});
    if (held.isEmpty()) {
      closeUpload();
    }
  }

  /** The files that a client sent are needed for as long as what was loaded from them serves. */
  private void keep(LoadInProgress load) {
    UploadedModel sent =
        load.order.origin() instanceof ModelOrigin.Uploaded uploaded ? uploaded.files() : null;
    if (sent != upload) {
      closeUpload();
      upload = sent;
    }
    shop.registry().list(name, sent == null);
  }

  private static void forget(LoadInProgress load) {
    if (load.order.origin() instanceof ModelOrigin.Uploaded uploaded) {
      uploaded.files().close();
    }
  }

  private void closeUpload() {
    UploadedModel sent = upload;
    upload = null;
    if (sent != null) {
      shop.loads().execute(sent::close);
    }
  }

  /** Loads nothing more; the models that serve, which are now the caller's to free. */
  List<LoadedModel> stop() {
    stopped = true;
    waiting.clear();
    closeUpload();
    List<LoadedModel> models = held.values().stream().map(HeldVersion::model).toList();
    held.clear();
    return models;
  }
}
