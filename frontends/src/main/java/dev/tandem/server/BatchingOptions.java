package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.repository.BatchingSource;
import dev.tandem.tfserving.config.BatchingFile;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How models under base paths are batched.
 *
 * @param file of the parameters; without one their defaults apply
 * @param perModel whether each version brings parameters of its own, or is left alone
 */
public record BatchingOptions(boolean enabled, Optional<Path> file, boolean perModel) {
  public BatchingOptions {
    requireNonNull(file, "file");
  }

  static BatchingOptions read(FlagValues flags) throws StartFailure {
    return new BatchingOptions(
        flags.get(BatchingFlags.ENABLE),
        flags.get(BatchingFlags.PARAMETERS_FILE),
        flags.get(BatchingFlags.PER_MODEL));
  }

  /** What the options come to once the file is read. */
  Parameters parameters() throws StartFailure {
    if (!enabled) {
      if (file.isPresent()) {
        throw StartFailure.ofTfServing(
            TfServingException.invalidArgument(
                "server_options.batching_parameters_file is set without setting"
                    + " server_options.enable_batching to true."));
      }
      return new Parameters(BatchingSource.NONE, OptionalInt.empty());
    }
    try {
      BatchingFile all = file.isPresent() ? BatchingFile.read(file.get()) : BatchingFile.DEFAULT;
      BatchingSource source =
          perModel ? BatchingOptions::ofVersion : version -> Optional.of(all.batching());
      return new Parameters(source, all.threads());
    } catch (TfServingException e) {
      throw StartFailure.ofTfServing(e);
    }
  }

  private static Optional<TfServingBatching> ofVersion(Path versionFolder) {
    Path own = versionFolder.resolve(BatchingFile.IN_VERSION_FOLDER);
    if (!Files.exists(own)) {
      return Optional.empty();
    }
    try {
      return Optional.of(BatchingFile.read(own).batching());
    } catch (TfServingException e) {
      throw new ConfigException(e.logLine());
    }
  }

  /**
   * What the engine is told.
   *
   * @param threads batches that run at a time, where somebody said so
   */
  record Parameters(BatchingSource source, OptionalInt threads) {}
}
