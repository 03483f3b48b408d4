package dev.tandem.engine.repository;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import dev.tandem.engine.model.Finding.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the versions of one model are loaded: what is to be done is found out, an ensemble waits for
 * its parts, and each version is opened. Belongs to the repository's thread; what takes long
 * happens on load threads, which tell it there.
 */
final class VersionLoading {
  private static final Logger logger = LoggerFactory.getLogger(VersionLoading.class);

  private final String name;
  private final Workshop shop;
  private final RetryRule retries;
  private final ModelVersions versions;
  private volatile boolean stopped;

  VersionLoading(String name, Workshop shop, RetryRule retries, ModelVersions versions) {
    this.name = name;
    this.shop = shop;
    this.retries = retries;
    this.versions = versions;
  }

  /** {@code held} are the versions that serve. */
  void begin(LoadInProgress load, Map<Long, HeldVersion> held) {
    LoadPreparation preparation = new LoadPreparation(shop.configs(), name, load.order, held);
    shop.loads()
        .execute(
            () -> {
              if (stopped) {
                return;
              }
              try {
                PreparedLoad prepared = preparation.prepare();
                next(load, () -> gather(load, prepared));
              } catch (ServingException e) {
                next(load, () -> refused(load, e));
              } catch (Exception | Error e) {
                Finding finding = LoadFailures.finding(name, e);
                next(load, () -> unprepared(load, finding));
              }
            });
  }

  private void next(LoadInProgress load, Runnable step) {
    shop.loop().execute(() -> step(load, step));
  }

  /** A fault in a step ends the load, and nothing else. */
  private void step(LoadInProgress load, Runnable step) {
    if (load.ended) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      versions.fail(load, LoadFailures.ofModel(name, LoadFailures.finding(name, e)));
    }
  }

  /** A model that nobody has ever heard of stays unheard of. */
  private void refused(LoadInProgress load, ServingException failure) {
    logger.warn("failed to load '{}': {}", name, failure.text());
    versions.fail(load, LoadFailures.unread(name));
  }

  private void unprepared(LoadInProgress load, Finding finding) {
    logger.warn("failed to load '{}': {}", name, finding.logLine());
    if (finding.stage() == Stage.MODEL) {
      shop.registry().putFailed(name, finding);
      versions.fail(load, LoadFailures.ofModel(name, finding));
    } else {
      shop.registry().putUnread(name, finding);
      versions.fail(load, LoadFailures.unread(name));
    }
  }

  /** An ensemble waits for the models that it is made of. */
  private void gather(LoadInProgress load, PreparedLoad prepared) {
    load.gathered = true;
    if (!prepared.config().isEnsemble()) {
      shop.links().forget(name);
      open(load, prepared);
      return;
    }
    CompletableFuture<Void> unused =
        shop.links()
            .await(prepared.config(), load.order.withParts(), () -> versions.loadAgain(load.order))
            .whenComplete((there, failure) -> next(load, () -> gathered(load, prepared, failure)));
  }

  private void gathered(LoadInProgress load, PreparedLoad prepared, @Nullable Throwable failure) {
    Optional<Finding> unknown =
        versions.isServing() ? Optional.empty() : shop.links().unknownPart(name, shop.registry());
    if (failure == null && unknown.isEmpty()) {
      open(load, prepared);
    } else if (failure == null) {
      unprepared(load, unknown.get());
    } else {
      Finding finding = LoadFailures.finding(name, failure);
      prepared.plan().load().forEach(version -> load.failed.put(version, finding));
      versions.settle(load, prepared);
    }
  }

  private void open(LoadInProgress load, PreparedLoad prepared) {
    if (prepared.finding().isPresent()) {
      prepared.plan().load().forEach(v -> load.failed.put(v, prepared.finding().get()));
      versions.settle(load, prepared);
      return;
    }
    versions.restamp(prepared);
    List<Long> opening =
        prepared.plan().load().stream()
            .filter(v -> retries.mayTry(v, prepared.snapshot().versions().get(v)))
            .toList();
    load.missing = opening.size();
    for (Long version : opening) {
      if (!versions.holds(version)) {
        shop.registry().put(name, version, new VersionState.Loading());
      }
    }
    if (opening.isEmpty()) {
      versions.settle(load, prepared);
    }
    opening.forEach(version -> shop.loads().execute(() -> open(load, prepared, version)));
  }

  /** On a load thread. */
  private void open(LoadInProgress load, PreparedLoad prepared, Long version) {
    for (int triesLeft = shop.loadRetries(); !stopped; triesLeft--) {
      try {
        HeldVersion opened = prepared.open(version, shop.loader(), shop.configs());
        shop.loop().execute(() -> opened(load, prepared, version, opened));
        return;
      } catch (Exception | Error e) {
        Finding finding = LoadFailures.finding(name, e);
        if (triesLeft == 0 || finding.kind() == Kind.UNSUPPORTED) {
          next(load, () -> notOpened(load, prepared, version, finding));
          return;
        }
        logger.warn("'{}' version {} failed to load and is tried again: {}", name, version, "" + e);
      }
    }
  }

  private void opened(
      LoadInProgress load, PreparedLoad prepared, Long version, HeldVersion opened) {
    if (load.ended) {
      versions.abandon(version, opened);
      return;
    }
    load.loaded.put(version, opened);
    step(load, () -> taken(load, prepared, version));
  }

  private void taken(LoadInProgress load, PreparedLoad prepared, Long version) {
    load.missing--;
    retries.succeeded(version);
    if (retries.eachByItself()) {
      versions.publish(load, version);
    }
    if (load.missing == 0) {
      versions.settle(load, prepared);
    }
  }

  private void notOpened(
      LoadInProgress load, PreparedLoad prepared, Long version, Finding finding) {
    load.missing--;
    load.failed.put(version, finding);
    if (load.missing == 0) {
      versions.settle(load, prepared);
    }
  }

  /** Opens nothing more. */
  void stop() {
    stopped = true;
  }
}
