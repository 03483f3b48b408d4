package dev.tandem.server;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Flags of Triton's that change nothing here, so that a command line that has them still starts a
 * server; each with the reason.
 */
final class UnusedFlags {
  private static final String POOLS = "memory is taken as requests come";
  private static final String BUILT_IN = "backends are part of the server";

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("--grpc-infer-allocation-pool-size", POOLS),
          Map.entry("--grpc-max-response-pool-size", "what answers hold is bounded in bytes"),
          Map.entry(
              "--grpc-http2-max-pings-without-data",
              "a silent client is pinged as often as it is due"),
          Map.entry("--buffer-manager-thread-count", "runners gather their own batches"),
          Map.entry("--pinned-memory-pool-byte-size", POOLS),
          Map.entry("--cuda-memory-pool-byte-size", POOLS),
          Map.entry("--backend-directory", BUILT_IN),
          Map.entry("--repoagent-directory", BUILT_IN),
          Map.entry("--cache-directory", BUILT_IN),
          Map.entry(
              "--min-supported-compute-capability", "ONNX Runtime decides which devices it takes"),
          Map.entry("--enable-peer-access", "devices do not share memory"),
          Map.entry("--allow-cpu-metrics", "there are none of processors"));

  private static final Map<String, String> OF_BOTH_SERVERS = new TreeMap<>(REASONS);

  static {
    OF_BOTH_SERVERS.putAll(UnusedTfFlags.REASONS);
  }

  private UnusedFlags() {}

  /** The names of all, Triton's and TensorFlow Serving's. */
  static Set<String> names() {
    return Collections.unmodifiableSet(OF_BOTH_SERVERS.keySet());
  }

  /** A line for each that is given. */
  static List<String> remarks(FlagValues flags) {
    return OF_BOTH_SERVERS.entrySet().stream()
        .filter(flag -> flags.isGiven(flag.getKey()))
        .map(flag -> flag.getKey() + " changes nothing: " + flag.getValue())
        .toList();
  }
}
