package dev.tandem.server;

import static dev.tandem.server.Tier.FREQUENT;
import static dev.tandem.server.Tier.RARE;

import dev.tandem.engine.repository.ControlMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Triton's flags for which models are served. */
final class ControlFlags {
  static final Flag<ControlMode> MODE =
      Flag.of(
          "--model-control-mode",
          FREQUENT,
          FlagType.choice(
              "<mode>",
              "none, poll or explicit",
              Map.of(
                  "none", ControlMode.NONE,
                  "poll", ControlMode.POLL,
                  "explicit", ControlMode.EXPLICIT)),
          "none",
          "none: all models are loaded at the start and stay; poll: changes of the folders are"
              + " followed; explicit: clients load and unload models.");
  static final Flag<String> LOAD_MODEL =
      Flag.withoutDefault(
          "--load-model",
          FREQUENT,
          FlagType.text("<name>"),
          "A model that mode explicit loads at the start; '*' for all. May be given again.");
  static final Flag<Duration> POLL_INTERVAL =
      Flag.of(
          "--repository-poll-secs",
          RARE,
          FlagType.seconds(1),
          "15",
          "How often mode poll looks at the folders.");
  static final Flag<Integer> RETRY_COUNT =
      Flag.of(
          "--model-load-retry-count",
          RARE,
          FlagType.count(0),
          "0",
          "How often the load of a model is tried again when it fails.");

  static final List<Flag<?>> ALL = List.of(MODE, LOAD_MODEL, POLL_INTERVAL, RETRY_COUNT);

  private ControlFlags() {}
}
