package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Everything that the command line decides, read once at the start.
 *
 * @param allowClientShm whether clients may register shared memory
 * @param remarks on flags that change nothing
 */
public record ServerOptions(
    String serverId,
    RepositoryOptions repository,
    ControlOptions control,
    Listeners listeners,
    LimitOptions limits,
    CorsOptions cors,
    LogOptions log,
    TransportOptions transport,
    AccessOptions access,
    MonitoringOptions monitoring,
    boolean strictReadiness,
    boolean allowClientShm,
    List<String> remarks) {
  public ServerOptions {
    requireNonNull(repository, "repository");
    requireNonNull(control, "control");
    requireNonNull(listeners, "listeners");
    requireNonNull(limits, "limits");
    requireNonNull(cors, "cors");
    requireNonNull(log, "log");
    requireNonNull(transport, "transport");
    requireNonNull(access, "access");
    requireNonNull(monitoring, "monitoring");
    remarks = List.copyOf(remarks);
    if (serverId.isEmpty()) {
      throw new IllegalArgumentException("serverId: '' (expected: non-empty)");
    }
  }

  /** Reads flags as {@code tandem serve} does: {@code of("--model-repository=models")}. */
  public static ServerOptions of(String... flags) throws StartFailure {
    return OptionsReader.read(Commands.readServeFlags(flags));
  }
}
