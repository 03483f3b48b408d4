package dev.tandem.server;

import static java.util.Objects.requireNonNull;

/**
 * Everything that the command line decides, read once at the start.
 *
 * @param allowClientShm whether clients may register shared memory
 */
public record ServerOptions(
    String serverId,
    RepositoryOptions repository,
    ControlOptions control,
    Listeners listeners,
    LimitOptions limits,
    LogOptions log,
    boolean strictReadiness,
    boolean allowClientShm) {
  public ServerOptions {
    requireNonNull(repository, "repository");
    requireNonNull(control, "control");
    requireNonNull(listeners, "listeners");
    requireNonNull(limits, "limits");
    requireNonNull(log, "log");
    if (serverId.isEmpty()) {
      throw new IllegalArgumentException("serverId: '' (expected: non-empty)");
    }
  }

  /** Reads flags as {@code tandem serve} does: {@code of("--model-repository=models")}. */
  public static ServerOptions of(String... flags) throws StartFailure {
    return OptionsReader.read(Commands.readServeFlags(flags));
  }
}
