package dev.tandem.engine.repository;

import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.repository.NameOwners.Owner;
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
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;

/**
 * The models of the repository folders: all of them, all of them as they change, or those that
 * clients ask for. Belongs to the repository's thread.
 */
final class RepositoryModels {
  private final RepositorySettings settings;
  private final Workshop shop;
  private final InstantSource wallClock;
  private final NanoClock clock;
  private final ModelOrigin origin;
  private final Map<String, ModelVersions> models = new TreeMap<>();
  private final NewsLog news = new NewsLog();

  /** What was there at the last look, also of what cannot be read. */
  private final Map<String, FolderSnapshot> seen = new HashMap<>();

  private final Set<String> there = new HashSet<>();

  /** What was loaded of a model, or tried. */
  private final Map<String, FolderSnapshot> tried = new HashMap<>();

  private boolean looking;
  private boolean stopped;
  private long lookDueNs = Long.MAX_VALUE;

  RepositoryModels(
      RepositorySettings settings, Workshop shop, InstantSource wallClock, NanoClock clock) {
    this.settings = settings;
    this.shop = shop;
    this.wallClock = wallClock;
    this.clock = clock;
    origin =
        new ModelOrigin.Repositories(
            settings.repositories(), settings.control().mode() != ControlMode.NONE);
  }

  /** Completes when everything that serves from the start does or has failed. */
  CompletableFuture<Void> start() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    look(view -> start(view, done), done::completeExceptionally);
    return done;
  }

  /** Looks at the folders on a load thread; what comes of it is told on the repository's. */
  private void look(Consumer<RepositoryView> looked, Consumer<Throwable> failed) {
    shop.loads()
        .execute(
            () -> {
              try {
                RepositoryView view = RepositoryView.of(settings.repositories());
                shop.loop().execute(() -> looked.accept(view));
              } catch (RuntimeException | Error e) {
                shop.loop().execute(() -> failed.accept(e));
                throw e;
              }
            });
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
                .load(
                    (snapshot == null ? LoadOrder.of(origin) : LoadOrder.of(origin).of(snapshot))
                        .withItsParts()));
      }
    }
    tell(view, wanted);
    remember(view);
    tried.putAll(view.models());
    planLook();
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(loads.toArray(CompletableFuture<?>[]::new))
            .whenComplete((all, failure) -> done.complete(null));
  }

  private void tell(RepositoryView view, Set<String> wanted) {
    List<String> lines = new ArrayList<>(view.remarks());
    for (Map.Entry<String, Finding> one : view.unreadable().entrySet()) {
      if (wanted.contains(one.getKey())) {
        lines.add("failed to load '" + one.getKey() + "': " + one.getValue().logLine());
      }
    }
    for (String name : view.models().keySet()) {
      if (wanted.contains(name) && !models.containsKey(name)) {
        lines.add("model '" + name + "' is not loaded, it is served from a base path already");
      }
    }
    news.tell(lines);
  }

  private void remember(RepositoryView view) {
    seen.clear();
    seen.putAll(view.models());
    if (view.complete()) {
      there.clear();
    }
    there.addAll(view.names());
  }

  /** Throws where the name is served from a base path. */
  private ModelVersions versions(String name) {
    ModelVersions known = models.get(name);
    if (known != null) {
      return known;
    }
    if (stopped) {
      throw ChangeQueue.stopping();
    }
    shop.names().claim(name, Owner.REPOSITORY);
    ModelVersions added = new ModelVersions(name, shop, RetryRule.whenAsked());
    models.put(name, added);
    return added;
  }

  /** Where it fails, the files that were sent are gone. */
  CompletableFuture<Void> load(ModelLoad load, Optional<UploadedModel> sent) {
    ModelOrigin from = sent.<ModelOrigin>map(ModelOrigin.Uploaded::new).orElse(origin);
    LoadOrder order =
        new LoadOrder(
            from, Optional.empty(), load.config(), load.version(), Optional.empty(), true);
    CompletableFuture<Void> done;
    try {
      done = versions(load.name()).load(order);
    } catch (ServingException e) {
      done = CompletableFuture.failedFuture(e);
    }
    return done.whenComplete(
        (nothing, failure) -> {
          if (failure != null) {
            sent.ifPresent(UploadedModel::close);
          }
          forgetIfNothingIsLeft(load.name());
        });
  }

  /** Clients may ask for any name, and each would stay. */
  private void forgetIfNothingIsLeft(String name) {
    ModelVersions versions = models.get(name);
    if (versions != null && versions.isForgettable()) {
      models.remove(name);
      shop.names().release(name, Owner.REPOSITORY);
    }
  }

  CompletableFuture<Void> unload(ModelUnload unload) {
    ModelVersions known = models.get(unload.name());
    if (known == null) {
      return CompletableFuture.completedFuture(null);
    }
    List<String> parts = unload.dependents() ? shop.links().ownParts(unload.name()) : List.of();
    return known
        .unload(unload.version())
        .whenComplete((done, failure) -> forgetIfNothingIsLeft(unload.name()))
        .thenCompose(done -> unloadAll(parts));
  }

  private CompletableFuture<Void> unloadAll(List<String> parts) {
    return CompletableFuture.allOf(
        parts.stream()
            .map(part -> unload(new ModelUnload(part, OptionalLong.empty(), true)))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Completes once nothing is under way with {@code name}, which is loaded first if need be. */
  CompletableFuture<Void> settled(String name, boolean load) {
    ModelVersions known = models.get(name);
    if (known != null && known.isBusy()) {
      return known.idle();
    }
    boolean serves = known != null && known.isServing();
    if (!load || serves || !shop.names().isFree(name, Owner.REPOSITORY)) {
      return CompletableFuture.completedFuture(null);
    }
    return load(ModelLoad.of(name), Optional.empty());
  }

  long tick(long nowNs) {
    if (looking || lookDueNs == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    if (nowNs - lookDueNs < 0) {
      return lookDueNs - nowNs;
    }
    looking = true;
    look(this::looked, failure -> planLook());
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
    if (stopped) {
      return;
    }
    planLook();
    if (settings.control().mode() == ControlMode.EXPLICIT) {
      shop.registry().putNotLoaded(view.names());
      tell(view, Set.of());
      return;
    }
    view.models().forEach(this::follow);
    view.unreadable().forEach((name, finding) -> shop.registry().putUnread(name, finding));
    if (view.complete()) {
      Set<String> gone = new HashSet<>(there);
      gone.removeAll(view.names());
      gone.forEach(this::remove);
    }
    remember(view);
    tell(view, view.names());
  }

  /** Loads what is new of a model, once nobody writes it any more. */
  private void follow(String name, FolderSnapshot now) {
    if (!models.containsKey(name) && !shop.names().isFree(name, Owner.REPOSITORY)) {
      return;
    }
    ModelVersions versions = versions(name);
    if (versions.isBusy()) {
      return;
    }
    Optional<FolderSnapshot> settled =
        SettledFiles.of(
            now, seen.get(name), tried.get(name), versions.stamps(), wallClock.instant());
    if (settled.isPresent() && !settled.get().equals(tried.get(name))) {
      tried.put(name, settled.get());
      CompletableFuture<Void> unused = versions.load(LoadOrder.of(origin).of(settled.get()));
    }
  }

  private void remove(String name) {
    tried.remove(name);
    ModelVersions known = models.get(name);
    if (known == null && shop.names().isFree(name, Owner.REPOSITORY)) {
      shop.registry().forgetUnread(name);
    } else if (known != null) {
      CompletableFuture<Void> unused =
          known
              .unload(OptionalLong.empty())
              .whenComplete((done, failure) -> forgetIfNothingIsLeft(name));
    }
  }

  /** Loads nothing more; the models that are loaded, for whoever frees them. */
  List<LoadedModel> stop() {
    stopped = true;
    lookDueNs = Long.MAX_VALUE;
    return List.copyOf(models.values()).stream()
        .flatMap(versions -> versions.stop().stream())
        .toList();
  }
}
