package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * Everything that the command line decides, read once at the start.
 *
 * @param allowClientShm whether clients may register shared memory
 * @param checkSignatureMethods whether a signature is called only as its method_name says
 * @param remarks on flags that change nothing
 */
public record ServerOptions(
    String serverId,
    RepositoryOptions repository,
    ControlOptions control,
    Listeners listeners,
    LimitOptions limits,
    CacheOptions cache,
    CorsOptions cors,
    LogOptions log,
    TransportOptions transport,
    TfServingOptions tfServing,
    AccessOptions access,
    MonitoringOptions monitoring,
    GpuMetricsOptions gpuMetrics,
    boolean strictReadiness,
    boolean allowClientShm,
    boolean checkSignatureMethods,
    List<String> remarks) {
  public ServerOptions {
    requireNonNull(repository, "repository");
    requireNonNull(control, "control");
    requireNonNull(listeners, "listeners");
    requireNonNull(limits, "limits");
    requireNonNull(cache, "cache");
    requireNonNull(cors, "cors");
    requireNonNull(log, "log");
    requireNonNull(transport, "transport");
    requireNonNull(tfServing, "tfServing");
    requireNonNull(access, "access");
    requireNonNull(monitoring, "monitoring");
    requireNonNull(gpuMetrics, "gpuMetrics");
    remarks = List.copyOf(remarks);
    if (serverId.isEmpty()) {
      throw new IllegalArgumentException("serverId: '' (expected: non-empty)");
    }
  }

  /**
   * Reads flags as {@code tandem serve} does in an empty environment: {@code
   * of("--model-repository=models")}.
   */
  public static ServerOptions of(String... flags) throws StartFailure {
    return OptionsReader.read(Commands.readServeFlags(flags), Map.of());
  }
}
