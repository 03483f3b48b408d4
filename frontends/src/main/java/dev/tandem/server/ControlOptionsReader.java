package dev.tandem.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the flags that say which models are served. */
final class ControlOptionsReader {
  private ControlOptionsReader() {}

  static ControlOptions read(FlagValues flags) throws StartFailure {
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
        basePaths(flags));
  }

  static BasePathOptions basePaths(FlagValues flags) throws StartFailure {
    Optional<Path> file = flags.last(BasePathFlags.MODEL_CONFIG_FILE);
    Optional<String> basePath = flags.last(BasePathFlags.MODEL_BASE_PATH);
    String name = flags.get(BasePathFlags.MODEL_NAME);
    return new BasePathOptions(
        file.isPresent()
            ? Optional.empty()
            : basePath.map(path -> new BasePathModelOptions(name, path)),
        file,
        flags.get(BasePathFlags.MODEL_CONFIG_FILE_POLL),
        flags.get(BasePathFlags.FILE_SYSTEM_POLL),
        new RetryOptions(
            flags.get(BasePathFlags.MAX_RETRIES), flags.get(BasePathFlags.RETRY_INTERVAL)),
        flags.get(BasePathFlags.LABELS_FOR_UNAVAILABLE));
  }
}
