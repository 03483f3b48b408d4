package dev.tandem.engine.repository;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of one model and what is done about them, one change after the other. Belongs to the
 * repository's thread.
 */
final class ModelVersions {
  private static final Logger logger = LoggerFactory.getLogger(ModelVersions.class);

  private final String name;
  private final Workshop shop;
  private final RetryRule retries;
  private final NavigableMap<Long, HeldVersion> held = new TreeMap<>();
  private final ChangeQueue changes;
  private final VersionLoading loading;
  private boolean stopped;
  private @Nullable LoadInProgress underWay;
  private @Nullable UploadedModel upload;

  /**
   * @param retries when versions that fail are tried again; a model that has such a rule serves
   *     each version as soon as it is loaded, another one all of them together or none
   */
  ModelVersions(String name, Workshop shop, RetryRule retries) {
    this.name = name;
    this.shop = shop;
    this.retries = retries;
    changes = new ChangeQueue(name);
    loading = new VersionLoading(name, shop, retries, this);
  }

  boolean isBusy() {
    return changes.isBusy();
  }

  /** Whether it neither serves, nor is about to do anything, nor waits for its parts. */
  boolean isForgettable() {
    return !changes.isBusy() && held.isEmpty() && !shop.links().knows(name);
  }

  /** Completes once nothing is under way with it. */
  CompletableFuture<Void> idle() {
    return changes.idle();
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

  /** A load that fails leaves the files that a client sent for it to the caller. */
  CompletableFuture<Void> load(LoadOrder order) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    changes.add(done, () -> begin(new LoadInProgress(order, done)));
    return done;
  }

  CompletableFuture<Void> unload(OptionalLong only) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    changes.add(
        done,
        () -> {
          List<Long> going =
              only.isEmpty()
                  ? List.copyOf(held.keySet())
                  : held.containsKey(only.getAsLong()) ? List.of(only.getAsLong()) : List.of();
          going.forEach(this::drop);
          if (held.isEmpty()) {
            shop.links().forget(name);
            closeUpload();
          }
          if (only.isEmpty()) {
            retries.retain(Set.of());
            shop.registry().forgetUnfinished(name, Set.of());
            shop.registry().forgetUnread(name);
          }
          changes.next();
          done.complete(null);
        });
    return done;
  }

  private void begin(LoadInProgress load) {
    underWay = load;
    loading.begin(load, Map.copyOf(held));
  }

  void loadAgain(LoadOrder order) {
    CompletableFuture<Void> unused = load(order.again());
  }

  boolean holds(Long version) {
    return held.containsKey(version);
  }

  /** What stays as it is was looked at anew. */
  void restamp(PreparedLoad prepared) {
    for (Long version : prepared.plan().keep()) {
      held.computeIfPresent(version, (v, before) -> before.restamped(v, prepared));
    }
  }

  void fail(LoadInProgress load, ServingException failure) {
    load.loaded.forEach(this::abandon);
    if (!load.gathered) {
      leaveParts();
    }
    UploadedModel sent = sent(load);
    if (held.isEmpty() && sent != null && sent != upload) {
      // Nothing can be made again of files that their sender takes away.
      shop.links().forget(name);
      closeUpload();
    }
    end(load);
    load.done.completeExceptionally(failure);
  }

  /** An ensemble that was not put together anew goes on with what it is made of, if that serves. */
  private void leaveParts() {
    shop.links().leave(name);
    if (shop.links().lacksPart(name, shop.registry())) {
      List.copyOf(held.keySet()).forEach(this::drop);
    }
  }

  private void end(LoadInProgress load) {
    load.ended = true;
    load.loaded.clear();
    underWay = null;
    changes.next();
  }

  /** All versions of a load have succeeded or failed. */
  void settle(LoadInProgress load, PreparedLoad prepared) {
    load.failed.forEach((version, finding) -> failed(prepared, version, finding));
    if (!load.failed.isEmpty() && !retries.eachByItself()) {
      fail(load, LoadFailures.ofVersions(name, load.failed));
      return;
    }
    List.copyOf(load.loaded.keySet()).forEach(version -> publish(load, version));
    Set<Long> wanted = new HashSet<>(prepared.wanted());
    if (wanted.isEmpty() || wanted.stream().anyMatch(held::containsKey)) {
      List.copyOf(held.keySet()).stream().filter(v -> !wanted.contains(v)).forEach(this::drop);
    }
    keep(load);
    retries.retain(wanted);
    shop.registry().forgetUnfinished(name, wanted);
    end(load);
    if (load.failed.isEmpty()) {
      load.done.complete(null);
    } else {
      load.done.completeExceptionally(LoadFailures.ofVersions(name, load.failed));
    }
  }

  private void failed(PreparedLoad prepared, Long version, Finding finding) {
    logger.warn("failed to load '{}' version {}: {}", name, version, finding.logLine());
    FolderStamp stamp = prepared.snapshot().versions().get(version);
    boolean again = retries.failed(version, stamp, finding.kind() == Kind.UNSUPPORTED);
    if (prepared.config().isEnsemble()) {
      // What it was made of is not there any more.
      drop(version);
    }
    if (!held.containsKey(version)) {
      shop.registry()
          .put(
              name, version, again ? new VersionState.Loading() : new VersionState.Failed(finding));
    }
  }

  /** A version that is in order, of a load that is not. */
  void abandon(Long version, HeldVersion opened) {
    shop.retirement().free(opened.model());
    if (!stopped && !held.containsKey(version)) {
      shop.registry().put(name, version, new VersionState.Unloaded());
    }
  }

  void publish(LoadInProgress load, Long version) {
    HeldVersion opened = Objects.requireNonNull(load.loaded.get(version), "opened");
    // On this thread, whose priority is that of the server's others.
    opened.model().start();
    load.loaded.remove(version);
    HeldVersion before = held.put(version, opened);
    shop.registry().put(name, version, new VersionState.Ready(opened.model(), opened.placement()));
    logger.info(
        "successfully loaded '{}' version {}{}",
        name,
        version,
        opened.placement().where().isEmpty() ? "" : ", which runs " + opened.placement().where());
    if (before != null) {
      shop.retirement().retire(before.model(), () -> {});
    }
    shop.links().changed(name);
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
            });
    shop.links().changed(name);
  }

  private static @Nullable UploadedModel sent(LoadInProgress load) {
    return load.order.origin() instanceof ModelOrigin.Uploaded uploaded ? uploaded.files() : null;
  }

  /** The files that a client sent are needed until it unloads the model or sends others. */
  private void keep(LoadInProgress load) {
    UploadedModel sent = sent(load);
    if (sent != upload) {
      closeUpload();
      upload = sent;
    }
    shop.registry().list(name, sent == null);
  }

  private void closeUpload() {
    UploadedModel sent = upload;
    upload = null;
    if (sent != null) {
      shop.loads().execute(sent::close);
    }
  }

  /** Loads nothing more; the models that are loaded, which are now the caller's to free. */
  List<LoadedModel> stop() {
    stopped = true;
    loading.stop();
    changes.stop();
    List<LoadedModel> models = new ArrayList<>();
    held.values().forEach(version -> models.add(version.model()));
    held.clear();
    LoadInProgress load = underWay;
    if (load != null) {
      load.ended = true;
      load.loaded.values().forEach(version -> models.add(version.model()));
      load.loaded.clear();
    }
    if (upload != null) {
      upload.close();
    }
    return models;
  }
}
