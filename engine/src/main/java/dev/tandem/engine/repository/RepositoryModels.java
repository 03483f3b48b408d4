package dev.tandem.engine.repository;

import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.NanoClock;

/**
 * The models of the repository folders: all of them, all of them as they change, or those that
 * clients ask for. Belongs to the repository's thread.
 */
final class RepositoryModels {
  private final RepositorySettings settings;
  private final ModelVersions.Workshop shop;
  private final InstantSource wallClock;
  private final NanoClock clock;
  private final ModelOrigin origin;
  private final Map<String, ModelVersions> models = new TreeMap<>();

  /** What was there at the last look, and what of it was loaded or tried. */
  private final Map<String, FolderSnapshot> seen = new HashMap<>();

  private final Map<String, FolderSnapshot> tried = new HashMap<>();
  private boolean looking;
  private long lookDueNs = Long.MAX_VALUE;

  RepositoryModels(
      RepositorySettings settings,
      ModelVersions.Workshop shop,
      InstantSource wallClock,
      NanoClock clock) {
    this.settings = settings;
    this.shop = shop;
    this.wallClock = wallClock;
    this.clock = clock;
    origin = new ModelOrigin.Repositories(settings.repositories());
  }

  /** Completes when everything that serves from the start does or has failed. */
  CompletableFuture<Void> start() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    shop.loads()
        .execute(
            () -> {
              RepositoryView view = RepositoryView.of(settings.repositories());
              shop.loop().execute(() -> start(view, done));
            });
    return done;
  }

  private void start(RepositoryView view, CompletableFuture<Void> done) {
    ControlSettings control = settings.control();
    Set<String> wanted = new HashSet<>(view.names());
    if (control.mode() == ControlMode.EXPLICIT) {
      shop.registry().putNotLoaded(view.names());
      if (!control.startupModels().contains(ControlSettings.ALL_MODELS)) {
        wanted = new HashSet<>(control.startupModels());
      }
    }
    List<CompletableFuture<Void>> loads = new ArrayList<>();
    for (String name : wanted) {
      if (view.unreadable().containsKey(name)) {
        shop.registry().putUnread(name, view.unreadable().get(name));
      } else {
        FolderSnapshot snapshot = view.models().get(name);
        loads.add(
            versions(name)
                .load(snapshot == null ? LoadOrder.of(origin) : LoadOrder.of(origin).of(snapshot)));
      }
    }
    seen.putAll(view.models());
    tried.putAll(view.models());
    planLook();
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(loads.toArray(CompletableFuture<?>[]::new))
            .whenComplete((all, failure) -> done.complete(null));
  }

  private ModelVersions versions(String name) {
    return models.computeIfAbsent(
        name, first -> new ModelVersions(first, shop, RetryRule.whenAsked()));
  }

  CompletableFuture<Void> load(ModelLoad load, Optional<UploadedModel> sent) {
    ModelOrigin from = sent.<ModelOrigin>map(ModelOrigin.Uploaded::new).orElse(origin);
    return versions(load.name())
        .load(
            new LoadOrder(from, Optional.empty(), load.config(), load.version(), Optional.empty()))
        .whenComplete((done, failure) -> forgetIfNothingIsLeft(load.name()));
  }

  /** Clients may ask for any name, and each would stay. */
  private void forgetIfNothingIsLeft(String name) {
    if (versions(name).isForgettable()) {
      models.remove(name);
    }
  }

  CompletableFuture<Void> unload(ModelUnload unload) {
    ModelVersions known = models.get(unload.name());
    return known == null
        ? CompletableFuture.completedFuture(null)
        : known
            .unload(unload.version())
            .whenComplete((done, failure) -> forgetIfNothingIsLeft(unload.name()));
  }

  long tick(long nowNs) {
    if (looking || lookDueNs == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    if (nowNs - lookDueNs < 0) {
      return lookDueNs - nowNs;
    }
    looking = true;
    shop.loads()
        .execute(
            () -> {
              RepositoryView view = RepositoryView.of(settings.repositories());
              shop.loop().execute(() -> looked(view));
            });
    return Long.MAX_VALUE;
  }

  private void planLook() {
    looking = false;
    lookDueNs =
        settings.control().mode() == ControlMode.NONE
            ? Long.MAX_VALUE
            : clock.nanoTime() + settings.control().pollInterval().toNanos();
  }

  private void looked(RepositoryView view) {
    if (settings.control().mode() == ControlMode.EXPLICIT) {
      shop.registry().putNotLoaded(view.names());
    } else {
      view.models().forEach(this::follow);
      view.unreadable().forEach((name, finding) -> shop.registry().putUnread(name, finding));
      if (view.complete()) {
        removeAllBut(view.names());
      }
      seen.clear();
      seen.putAll(view.models());
    }
    planLook();
  }

  /** Loads what is new of a model, once nobody writes it any more. */
  private void follow(String name, FolderSnapshot now) {
    ModelVersions versions = versions(name);
    if (versions.isBusy()) {
      return;
    }
    Optional<FolderSnapshot> settled =
        SettledFiles.of(now, seen.get(name), versions.stamps(), wallClock.instant());
    if (settled.isPresent() && !settled.get().equals(tried.get(name))) {
      tried.put(name, settled.get());
      CompletableFuture<Void> unused = versions.load(LoadOrder.of(origin).of(settled.get()));
    }
  }

  private void removeAllBut(Set<String> there) {
    for (Map.Entry<String, ModelVersions> model : models.entrySet()) {
      if (!there.contains(model.getKey()) && tried.remove(model.getKey()) != null) {
        CompletableFuture<Void> unused = model.getValue().unload(OptionalLong.empty());
      }
    }
  }

  /** Loads nothing more; the models that serve, for whoever frees them. */
  List<LoadedModel> stop() {
    lookDueNs = Long.MAX_VALUE;
    return models.values().stream().flatMap(versions -> versions.stop().stream()).toList();
  }
}
