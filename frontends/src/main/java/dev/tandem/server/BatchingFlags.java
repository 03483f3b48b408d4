package dev.tandem.server;

import static dev.tandem.server.Tier.FREQUENT;
import static dev.tandem.server.Tier.RARE;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** TensorFlow Serving's flags for joining requests. */
final class BatchingFlags {
  static final Flag<Boolean> ENABLE =
      Flag.of(
          "--enable_batching",
          FREQUENT,
          FlagType.bool(),
          "false",
          "Batch the models under base paths by TensorFlow Serving's parameters.");
  static final Flag<Optional<Path>> PARAMETERS_FILE =
      Flag.of(
          "--batching_parameters_file",
          FREQUENT,
          FlagType.pathOrNone(),
          "",
          "These parameters, as text; needs --enable_batching.");
  static final Flag<Boolean> PER_MODEL =
      Flag.of(
          "--enable_per_model_batching_parameters",
          RARE,
          FlagType.bool(),
          "false",
          "Take them from batching_params.pbtxt in the version's folder; a version without is left"
              + " to its configuration. Needs --enable_batching.");

  static final List<Flag<?>> ALL = List.of(ENABLE, PARAMETERS_FILE, PER_MODEL);

  private BatchingFlags() {}
}
