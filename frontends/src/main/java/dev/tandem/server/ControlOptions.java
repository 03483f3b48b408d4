package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.repository.ControlMode;
import java.time.Duration;
import java.util.List;

/**
 * Which models are served, and how that changes while the server runs.
 *
 * @param startupModels what mode explicit loads at the start; {@link #EVERY_MODEL} alone is all
 * @param pollInterval between two looks at the repositories in mode poll
 * @param retries of a model of the repositories that does not load
 */
public record ControlOptions(
    ControlMode mode,
    List<String> startupModels,
    Duration pollInterval,
    RetryOptions retries,
    BasePathOptions basePaths) {
  public static final String EVERY_MODEL = "*";

  public ControlOptions {
    requireNonNull(mode, "mode");
    requireNonNull(pollInterval, "pollInterval");
    requireNonNull(retries, "retries");
    requireNonNull(basePaths, "basePaths");
    startupModels = List.copyOf(startupModels);
    if (startupModels.contains(EVERY_MODEL) && startupModels.size() > 1) {
      throw new IllegalArgumentException(
          "startupModels: " + startupModels + " (expected: '*' alone, or names)");
    }
  }
}
