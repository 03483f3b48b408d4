package dev.tandem.server;

import dev.tandem.status.StageFailure;
import dev.tandem.tfserving.config.BasePathConfig;
import dev.tandem.tfserving.config.BasePathReload;
import dev.tandem.tfserving.config.ModelConfigFile;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the file of models again each time it is due, and serves what it says; all fields belong to
 * the thread that does so.
 *
 * <p>Also a file that has not changed is applied, since its labels may wait for versions that serve
 * by now.
 */
final class ModelConfigPoll {
  private static final Logger logger = LoggerFactory.getLogger(ModelConfigPoll.class);

  private final Path file;
  private final long intervalNs;
  private final NanoClock clock;
  private final BasePathReload reload;
  private long dueNs;
  private CompletableFuture<Void> change = CompletableFuture.completedFuture(null);
  private String lastFailure = "";

  ModelConfigPoll(Path file, Duration interval, NanoClock clock, BasePathReload reload) {
    this.file = file;
    this.clock = clock;
    this.reload = reload;
    intervalNs = interval.toNanos();
    dueNs = clock.nanoTime() + intervalNs;
  }

  /** How long there is nothing to do. */
  long idleNs() {
    return Math.max(0, dueNs - clock.nanoTime());
  }

  /** Looks at the file if it is time to, unless what it said last is still under way. */
  void doWork() {
    if (idleNs() > 0) {
      return;
    }
    dueNs = clock.nanoTime() + intervalNs;
    if (change.isDone()) {
      reportChange();
      apply();
    }
  }

  private void apply() {
    try {
      Optional<BasePathConfig> config = ModelConfigFile.read(file);
      if (config.isPresent()) {
        change = reload.apply(config.get()).toCompletableFuture();
      }
    } catch (RuntimeException e) {
      change = CompletableFuture.failedFuture(e);
    }
    if (change.isDone()) {
      reportChange();
    }
  }

  /** A failure that comes again at each look is told once. */
  private void reportChange() {
    String failure =
        change.handle((done, e) -> e == null ? "" : text(StageFailure.cause(e))).join();
    if (!failure.isEmpty() && !failure.equals(lastFailure)) {
      logger.error("'{}' is not applied, and what was served stays: {}", file, failure);
    }
    lastFailure = failure;
  }

  private static String text(Throwable failure) {
    return failure instanceof TfServingException refusal
        ? refusal.logLine()
        : String.valueOf(failure.getMessage());
  }
}
