package dev.tandem.engine.repository;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that are served from base paths, as TensorFlow Serving does it: each version is loaded
 * as soon as it is there, and one that is not wanted any more goes only when a wanted one serves.
 * Belongs to the repository's thread.
 */
final class BasePathModels {
  private static final Logger logger = LoggerFactory.getLogger(BasePathModels.class);

  private final ControlSettings control;
  private final ModelVersions.Workshop shop;
  private final InstantSource wallClock;
  private final NanoClock clock;
  private final Map<String, Served> models = new TreeMap<>();
  private final Map<String, ModelVersions> left = new HashMap<>();
  private long lookDueNs = Long.MAX_VALUE;

  /** A model with what is known of its base path. */
  private static final class Served {
    private BasePathModel model;
    private final ModelVersions versions;
    private final RetryRule retries;
    private final CompletableFuture<Void> firstTry = new CompletableFuture<>();
    private @Nullable FolderSnapshot seen;
    private @Nullable FolderSnapshot tried;
    private String trouble = "";
    private boolean looking;

    Served(BasePathModel model, ModelVersions versions, RetryRule retries) {
      this.model = model;
      this.versions = versions;
      this.retries = retries;
    }
  }

  BasePathModels(
      ControlSettings control,
      ModelVersions.Workshop shop,
      InstantSource wallClock,
      NanoClock clock) {
    this.control = control;
    this.shop = shop;
    this.wallClock = wallClock;
    this.clock = clock;
  }

  /** Serves exactly these; completes when each new one serves or has failed. */
  CompletableFuture<Void> serve(List<BasePathModel> wanted) {
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
      if (now == null || !now.basePath().equals(gone.model.basePath())) {
        leave(gone);
      } else if (!now.equals(gone.model)) {
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

  private Served add(BasePathModel model) {
    RetryRule retries =
        RetryRule.eachByItself(
            control.basePathRetries(), control.basePathRetryInterval().toNanos(), clock::nanoTime);
    Served added = new Served(model, new ModelVersions(model.name(), shop, retries), retries);
    models.put(model.name(), added);
    return added;
  }

  private void leave(Served gone) {
    models.remove(gone.model.name());
    CompletableFuture<Void> unused = gone.versions.unload(OptionalLong.empty());
    gone.firstTry.complete(null);
    left.put(gone.model.name(), gone.versions);
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
    for (BasePathModel model : wanted) {
      if (!models.containsKey(model.name())
          && !left.containsKey(model.name())
          && !shop.registry().readyVersions(model.name()).isEmpty()) {
        throw new ServingException(
            Reason.ALREADY_EXISTS,
            "model '" + model.name() + "' is served from a model repository already");
      }
    }
  }

  long tick(long nowNs) {
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
    if (served.looking || served.versions.isBusy()) {
      return;
    }
    served.looking = true;
    ModelOrigin origin = new ModelOrigin.BasePath(served.model.basePath());
    shop.loads()
        .execute(
            () -> {
              try {
                FolderSnapshot snapshot = origin.snapshot(served.model.name());
                shop.loop().execute(() -> looked(served, origin, snapshot));
              } catch (IOException | RuntimeException e) {
                String why = Findings.of(e).reason();
                shop.loop()
                    .execute(
                        () ->
                            notLooked(
                                served,
                                "Could not find base path "
                                    + served.model.basePath()
                                    + " for servable "
                                    + served.model.name()
                                    + " with error "
                                    + why));
              }
            });
  }

  private void notLooked(Served served, String trouble) {
    served.looking = false;
    tell(served, trouble);
    served.firstTry.complete(null);
  }

  /** Says each trouble once, not at each look. */
  private static void tell(Served served, String trouble) {
    if (!trouble.equals(served.trouble)) {
      served.trouble = trouble;
      if (!trouble.isEmpty()) {
        logger.warn("{}", trouble);
      }
    }
  }

  private void looked(Served served, ModelOrigin origin, FolderSnapshot now) {
    served.looking = false;
    if (models.get(served.model.name()) != served) {
      return;
    }
    tell(
        served,
        now.versions().isEmpty()
            ? "No versions of servable "
                + served.model.name()
                + " found under base path "
                + served.model.basePath()
                + ". Did you forget to name your leaf directory as a number (eg. '/1/')?"
            : "");
    served.retries.retain(now.versions().keySet());
    boolean first = served.seen == null;
    Optional<FolderSnapshot> settled =
        first
            ? Optional.of(now)
            : SettledFiles.of(now, served.seen, served.versions.stamps(), wallClock.instant());
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
                      Optional.of(served.model.versionPolicy())))
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

  /** Loads nothing more; the models that serve, for whoever frees them. */
  List<LoadedModel> stop() {
    lookDueNs = Long.MAX_VALUE;
    return models.values().stream().flatMap(served -> served.versions.stop().stream()).toList();
  }
}
