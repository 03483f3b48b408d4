package dev.tandem.engine.repository;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.repository.NameOwners.Owner;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The models that are served from base paths, as TensorFlow Serving does it: each version is loaded
 * as soon as it is there, and one that is not wanted any more goes only when a wanted one serves.
 * Belongs to the repository's thread.
 */
final class BasePathModels {
  private final ControlSettings control;
  private final Workshop shop;
  private final InstantSource wallClock;
  private final NanoClock clock;
  private final Map<String, Served> models = new TreeMap<>();

  /** Models that are not wanted any more, until they are unloaded. */
  private final Map<String, Served> left = new HashMap<>();

  private long lookDueNs = Long.MAX_VALUE;
  private boolean stopped;

  /** A model with what is known of its base path. */
  private static final class Served {
    private BasePathModel model;
    private final ModelVersions versions;
    private final RetryRule retries;
    private final NewsLog news = new NewsLog();
    private final CompletableFuture<Void> firstTry = new CompletableFuture<>();
    private @Nullable FolderSnapshot seen;
    private @Nullable FolderSnapshot tried;
    private boolean wasLookedAt;
    private boolean looking;
    private boolean lookAgain;

    /** Follows another one of its name. */
    Served(BasePathModel model, Served before) {
      this(model, before.versions, before.retries);
    }

    Served(BasePathModel model, ModelVersions versions, RetryRule retries) {
      this.model = model;
      this.versions = versions;
      this.retries = retries;
    }
  }

  BasePathModels(ControlSettings control, Workshop shop, InstantSource wallClock, NanoClock clock) {
    this.control = control;
    this.shop = shop;
    this.wallClock = wallClock;
    this.clock = clock;
  }

  /** Serves exactly these; completes when each new one serves or has failed. */
  CompletableFuture<Void> serve(List<BasePathModel> wanted) {
    if (stopped) {
      return CompletableFuture.failedFuture(ChangeQueue.stopping());
    }
    Map<String, BasePathModel> byName = new TreeMap<>();
    wanted.forEach(model -> byName.put(model.name(), model));
    try {
      checkLabels(wanted);
      checkNames(wanted);
    } catch (ServingException e) {
      return CompletableFuture.failedFuture(e);
    }
    for (Served gone : List.copyOf(models.values())) {
      BasePathModel now = byName.get(gone.model.name());
      if (now == null) {
        leave(gone);
      } else if (!now.equals(gone.model)) {
        // Also where the path is another: what serves goes only when the new files do.
        gone.wasLookedAt &= now.basePath().equals(gone.model.basePath());
        gone.model = now;
        gone.tried = null;
      }
    }
    List<CompletableFuture<Void>> firstTries = new ArrayList<>();
    for (BasePathModel model : byName.values()) {
      if (!models.containsKey(model.name())) {
        Served added = add(model);
        firstTries.add(added.firstTry);
      }
    }
    Map<String, Map<String, Long>> labels = new HashMap<>();
    wanted.forEach(model -> labels.put(model.name(), model.labels()));
    shop.registry().label(labels);
    models.values().forEach(this::look);
    planLook();
    return CompletableFuture.allOf(firstTries.toArray(CompletableFuture<?>[]::new));
  }

  /** Completes once nothing is under way with {@code name}. */
  CompletableFuture<Void> settled(String name) {
    Served served = models.get(name);
    return served == null ? CompletableFuture.completedFuture(null) : served.versions.idle();
  }

  private Served add(BasePathModel model) {
    // One that is being unloaded writes the same versions, so that this one has to follow it.
    Served before = left.remove(model.name());
    Served added = before == null ? added(model) : new Served(model, before);
    models.put(model.name(), added);
    return added;
  }

  private Served added(BasePathModel model) {
    shop.names().claim(model.name(), Owner.BASE_PATH);
    RetryRule retries =
        RetryRule.eachByItself(
            control.basePathRetries(), control.basePathRetryInterval().toNanos(), clock::nanoTime);
    return new Served(model, new ModelVersions(model.name(), shop, retries), retries);
  }

  private void leave(Served gone) {
    String name = gone.model.name();
    models.remove(name);
    left.put(name, gone);
    gone.firstTry.complete(null);
    CompletableFuture<Void> unused =
        gone.versions
            .unload(OptionalLong.empty())
            .whenComplete(
                (done, failure) -> {
                  if (left.remove(name, gone)) {
                    shop.names().release(name, Owner.BASE_PATH);
                  }
                });
  }

  private void checkLabels(List<BasePathModel> wanted) {
    for (BasePathModel model : wanted) {
      Map<String, Long> before = shop.registry().labelsOf(model.name());
      model
          .labels()
          .forEach(
              (label, version) -> {
                boolean unmoved = version.equals(before.getOrDefault(label, version));
                if (!isReady(model.name(), version)
                    && !(control.labelsForUnavailable() && unmoved)) {
                  throw new ServingException(
                      Reason.PRECONDITION_FAILED,
                      "Request to assign label to version "
                          + version
                          + " of model "
                          + model.name()
                          + ", which is not currently available for inference");
                }
              });
    }
  }

  private boolean isReady(String name, long version) {
    return shop.registry().state(name, version).orElse(null) instanceof VersionState.Ready;
  }

  private void checkNames(List<BasePathModel> wanted) {
    wanted.forEach(model -> shop.names().check(model.name(), Owner.BASE_PATH));
  }

  long tick(long nowNs) {
    if (stopped) {
      return Long.MAX_VALUE;
    }
    models.values().stream().filter(served -> served.lookAgain).forEach(this::look);
    if (lookDueNs == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    if (nowNs - lookDueNs < 0) {
      return lookDueNs - nowNs;
    }
    models.values().forEach(this::look);
    planLook();
    return control.basePathPollInterval().toNanos();
  }

  private void planLook() {
    lookDueNs =
        control.basePathPollInterval().isZero() || models.isEmpty()
            ? Long.MAX_VALUE
            : clock.nanoTime() + control.basePathPollInterval().toNanos();
  }

  private void look(Served served) {
    served.lookAgain = served.looking || served.versions.isBusy();
    if (served.lookAgain) {
      return;
    }
    served.looking = true;
    ModelOrigin.BasePath origin = new ModelOrigin.BasePath(served.model.basePath());
    shop.loads()
        .execute(
            () -> {
              Findings leftOut = Findings.at(Stage.MODEL);
              try {
                FolderSnapshot snapshot = origin.snapshot(served.model.name(), leftOut);
                shop.loop().execute(() -> looked(served, origin, snapshot, leftOut));
              } catch (IOException | RuntimeException | Error e) {
                String why = e instanceof Exception fault ? Findings.of(fault).reason() : "" + e;
                shop.loop().execute(() -> notLooked(served, why));
              }
            });
  }

  private static void notLooked(Served served, String why) {
    served.looking = false;
    served.wasLookedAt = true;
    served.news.tell(
        List.of(
            "Could not find base path "
                + served.model.basePath()
                + " for servable "
                + served.model.name()
                + " with error "
                + why));
    served.firstTry.complete(null);
  }

  private static void tell(Served served, FolderSnapshot now, Findings leftOut) {
    List<String> lines = new ArrayList<>();
    leftOut
        .list()
        .forEach(finding -> lines.add("model '" + served.model.name() + "': " + finding.reason()));
    if (now.folder().versions().isEmpty()) {
      lines.add(
          "No versions of servable "
              + served.model.name()
              + " found under base path "
              + served.model.basePath()
              + ". Did you forget to name your leaf directory as a number (eg. '/1/')?");
    }
    served.news.tell(lines);
  }

  private void looked(
      Served served, ModelOrigin.BasePath origin, FolderSnapshot now, Findings leftOut) {
    served.looking = false;
    if (models.get(served.model.name()) != served) {
      return;
    }
    if (!origin.path().equals(served.model.basePath()) || served.versions.isBusy()) {
      served.lookAgain = true;
      return;
    }
    tell(served, now, leftOut);
    served.retries.retain(now.versions().keySet());
    // What is there at the start is complete; what comes later may still be written.
    Optional<FolderSnapshot> settled =
        served.wasLookedAt
            ? SettledFiles.of(
                now, served.seen, served.tried, served.versions.stamps(), wallClock.instant())
            : Optional.of(now);
    served.wasLookedAt = true;
    served.seen = now;
    if (settled.isPresent() && (!settled.get().equals(served.tried) || served.retries.isDue())) {
      served.tried = settled.get();
      CompletableFuture<Void> unused =
          served
              .versions
              .load(
                  new LoadOrder(
                      origin,
                      settled,
                      Optional.empty(),
                      OptionalLong.empty(),
                      Optional.of(served.model.versionPolicy()),
                      false))
              .whenComplete((done, failure) -> firstTried(served, failure));
    } else {
      served.firstTry.complete(null);
    }
  }

  private static void firstTried(Served served, @Nullable Throwable failure) {
    if (failure == null || served.versions.isServing()) {
      served.firstTry.complete(null);
    } else {
      served.firstTry.completeExceptionally(failure);
    }
  }

  /** Loads nothing more; the models that are loaded, for whoever frees them. */
  List<LoadedModel> stop() {
    stopped = true;
    models
        .values()
        .forEach(served -> served.firstTry.completeExceptionally(ChangeQueue.stopping()));
    List<Served> all = new ArrayList<>(models.values());
    all.addAll(left.values());
    return all.stream().flatMap(served -> served.versions.stop().stream()).toList();
  }
}
