package dev.tandem.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the flags that say which models are served. */
final class ControlOptionsReader {
  private ControlOptionsReader() {}

  static ControlOptions read(FlagValues flags, Map<String, String> environment)
      throws StartFailure {
    List<String> startupModels = flags.all(ControlFlags.LOAD_MODEL).stream().distinct().toList();
    if (startupModels.contains(ControlOptions.EVERY_MODEL) && startupModels.size() > 1) {
      throw new StartFailure(
          "Wildcard model name '*' must be the ONLY startup model if specified at all.", 1);
    }
    return new ControlOptions(
        flags.get(ControlFlags.MODE),
        startupModels,
        flags.get(ControlFlags.POLL_INTERVAL),
        new RetryOptions(flags.get(ControlFlags.RETRY_COUNT), Duration.ZERO),
        basePaths(flags, environment));
  }

  private static BasePathOptions basePaths(FlagValues flags, Map<String, String> environment)
      throws StartFailure {
    Optional<Path> file = flags.last(BasePathFlags.MODEL_CONFIG_FILE);
    return new BasePathOptions(
        file.isPresent() ? Optional.empty() : single(flags, environment),
        file,
        flags.get(BasePathFlags.MODEL_CONFIG_FILE_POLL),
        flags.get(BasePathFlags.FILE_SYSTEM_POLL),
        new RetryOptions(
            flags.get(BasePathFlags.MAX_RETRIES), flags.get(BasePathFlags.RETRY_INTERVAL)),
        flags.get(BasePathFlags.LABELS_FOR_UNAVAILABLE));
  }

  /** What flags name wins over what the environment does. */
  private static Optional<BasePathModelOptions> single(
      FlagValues flags, Map<String, String> environment) throws StartFailure {
    Optional<String> basePath = flags.last(BasePathFlags.MODEL_BASE_PATH);
    if (basePath.isPresent()) {
      String name = flags.get(BasePathFlags.MODEL_NAME);
      return Optional.of(new BasePathModelOptions(name, basePath.get()));
    }
    boolean hasRepository =
        flags.isGiven(ServeFlags.MODEL_REPOSITORY.name())
            || flags.isGiven(ServeFlags.MODEL_STORE.name());
    return hasRepository
        ? Optional.empty()
        : ContainerModel.of(environment, flags.last(BasePathFlags.MODEL_NAME));
  }
}
