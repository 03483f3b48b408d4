package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import dev.tandem.tfserving.config.BasePathConfig;
import dev.tandem.tfserving.config.ModelConfigFile;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The models that TensorFlow Serving's flags name, and how they change while the server runs.
 *
 * @param single of the one model that is named by flags
 * @param configFile in place of that, a file that lists models
 * @param configFilePoll between two looks at that file; zero for one look at the start
 * @param versionsPoll between two looks at the folders of versions; zero for one look at the start
 * @param labelsForUnavailable whether a new label may stand for a version that does not serve yet
 */
public record BasePathOptions(
    Optional<BasePathModelOptions> single,
    Optional<Path> configFile,
    Duration configFilePoll,
    Duration versionsPoll,
    RetryOptions retries,
    boolean labelsForUnavailable) {
  public BasePathOptions {
    requireNonNull(single, "single");
    requireNonNull(configFile, "configFile");
    requireNonNull(configFilePoll, "configFilePoll");
    requireNonNull(versionsPoll, "versionsPoll");
    requireNonNull(retries, "retries");
  }

  /** Whether there is any model to serve besides those of the repositories. */
  boolean isEmpty() {
    return single.isEmpty() && configFile.isEmpty();
  }

  /** The models to start with. */
  BasePathConfig read() throws StartFailure {
    try {
      if (configFile.isPresent()) {
        return ModelConfigFile.read(configFile.get()).orElse(BasePathConfig.NONE);
      }
      return single
          .map(model -> BasePathConfig.of(model.name(), model.basePath()))
          .orElse(BasePathConfig.NONE);
    } catch (TfServingException e) {
      throw StartFailure.ofTfServing(e);
    }
  }
}
