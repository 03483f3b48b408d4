package dev.tandem.engine.repository;

import dev.tandem.engine.api.BasePathModel;
import java.time.Duration;
import java.util.List;

/**
 * When models are loaded and unloaded.
 *
 * @param startupModels with {@link ControlMode#EXPLICIT}, what to load at the start; {@code *} for
 *     everything
 * @param pollInterval with {@link ControlMode#POLL}, how often the repositories are looked at
 * @param loadRetries how often a version of a repository that fails to load is tried again at once
 * @param basePaths models that are served from base paths from the start
 * @param basePathPollInterval how often base paths are looked at; zero for only once
 * @param basePathRetries how often a version of a base path that fails to load is tried again
 * @param basePathRetryInterval how long after its failure
 * @param labelsForUnavailable whether a label that is new may be given to a version that does not
 *     serve yet
 */
public record ControlSettings(
    ControlMode mode,
    List<String> startupModels,
    Duration pollInterval,
    int loadRetries,
    List<BasePathModel> basePaths,
    Duration basePathPollInterval,
    int basePathRetries,
    Duration basePathRetryInterval,
    boolean labelsForUnavailable) {
  public static final String ALL_MODELS = "*";

  public ControlSettings {
    startupModels = List.copyOf(startupModels);
    basePaths = List.copyOf(basePaths);
  }

  /** The defaults: everything is loaded at the start, and stays. */
  public static ControlSettings of(ControlMode mode) {
    return new ControlSettings(
        mode,
        List.of(),
        Duration.ofSeconds(15),
        0,
        List.of(),
        Duration.ofSeconds(1),
        5,
        Duration.ofSeconds(60),
        false);
  }

  public ControlSettings withStartupModels(List<String> names) {
    return new ControlSettings(
        mode,
        names,
        pollInterval,
        loadRetries,
        basePaths,
        basePathPollInterval,
        basePathRetries,
        basePathRetryInterval,
        labelsForUnavailable);
  }

  public ControlSettings withBasePaths(List<BasePathModel> models) {
    return new ControlSettings(
        mode,
        startupModels,
        pollInterval,
        loadRetries,
        models,
        basePathPollInterval,
        basePathRetries,
        basePathRetryInterval,
        labelsForUnavailable);
  }
}
