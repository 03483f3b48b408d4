package dev.tandem.server;

import static dev.tandem.server.Tier.ESSENTIAL;
import static dev.tandem.server.Tier.FREQUENT;
import static dev.tandem.server.Tier.RARE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** TensorFlow Serving's flags for which models are served, and how they may be called. */
final class BasePathFlags {
  static final Flag<String> MODEL_NAME =
      Flag.of(
          "--model_name",
          ESSENTIAL,
          FlagType.text("<name>"),
          "default",
          "The name of the model at --model_base_path.");
  static final Flag<String> MODEL_BASE_PATH =
      Flag.withoutDefault(
          "--model_base_path",
          ESSENTIAL,
          FlagType.text("<path>"),
          "A folder with one sub-folder for each version of one model.");
  static final Flag<Path> MODEL_CONFIG_FILE =
      Flag.withoutDefault(
          "--model_config_file",
          FREQUENT,
          FlagType.path(),
          "A file that lists models and their base paths, in place of --model_base_path.");
  static final Flag<Duration> MODEL_CONFIG_FILE_POLL =
      Flag.of(
          "--model_config_file_poll_wait_seconds",
          FREQUENT,
          FlagType.seconds(0),
          "0",
          "How often --model_config_file is read again; 0 for never.");
  static final Flag<Duration> FILE_SYSTEM_POLL =
      Flag.of(
          "--file_system_poll_wait_seconds",
          RARE,
          FlagType.seconds(0),
          "1",
          "How often base paths are looked at for versions; 0 for once.");
  static final Flag<Boolean> LABELS_FOR_UNAVAILABLE =
      Flag.of(
          "--allow_version_labels_for_unavailable_models",
          RARE,
          FlagType.bool(),
          "false",
          "Let a new label stand for a version that does not serve yet.");
  static final Flag<Integer> MAX_RETRIES =
      Flag.of(
          "--max_num_load_retries",
          RARE,
          FlagType.count(0),
          "5",
          "How often the load of a version under a base path is tried again when it fails.");
  static final Flag<Duration> RETRY_INTERVAL =
      Flag.of(
          "--load_retry_interval_micros",
          RARE,
          FlagType.micros(0),
          "60000000",
          "How long to wait before that.");
  static final Flag<Integer> NUM_LOAD_THREADS =
      Flag.of(
          "--num_load_threads",
          RARE,
          FlagType.count(0),
          "0",
          "As --model-load-thread-count, which counts where this is 0.");

  static final Flag<Boolean> CHECK_SIGNATURE_METHODS =
      Flag.of(
          "--enable_signature_method_name_check",
          RARE,
          FlagType.bool(),
          "false",
          "Refuse calls of signatures whose method_name is not one for the call.");

  static final List<Flag<?>> ALL =
      List.of(
          MODEL_NAME,
          MODEL_BASE_PATH,
          MODEL_CONFIG_FILE,
          MODEL_CONFIG_FILE_POLL,
          FILE_SYSTEM_POLL,
          LABELS_FOR_UNAVAILABLE,
          MAX_RETRIES,
          RETRY_INTERVAL,
          NUM_LOAD_THREADS,
          CHECK_SIGNATURE_METHODS);

  private BasePathFlags() {}
}
