package dev.tandem.engine.warmup;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ServedModel;
import java.io.IOException;
import java.nio.file.Path;

/** Finds recorded requests that a version folder brings along for its warm-up. */
@FunctionalInterface
public interface WarmupSource {
  /** Finds nothing. */
  WarmupSource NONE = (versionFolder, model, runs) -> false;

  /**
   * Hands each request for {@code model} to {@code runs}; false where the folder brings none along.
   * Whatever it throws fails the load, with its message as the reason.
   */
  boolean replay(Path versionFolder, ServedModel model, Runs runs) throws IOException;

  /** Runs requests. */
  @FunctionalInterface
  interface Runs {
    /**
     * Runs {@code request} on every instance of its model, {@code times} times, and releases it.
     * Throws {@link dev.tandem.engine.api.ServingException} where it fails.
     */
    void run(InferRequest request, int times);
  }
}
