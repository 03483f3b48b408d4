package dev.tandem.server;

import static dev.tandem.server.Tier.RARE;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Triton's flags for connections and the threads behind them. */
final class TransportFlags {
  static final Flag<Integer> HTTP_THREADS =
      Flag.withoutDefault(
          "--http-thread-count",
          RARE,
          FlagType.count(1),
          "How many event loops serve all connections (default: one for each processor).");
  static final Flag<Integer> GRPC_THREADS =
      Flag.withoutDefault(
          "--grpc-infer-thread-count",
          RARE,
          FlagType.count(1),
          "As --http-thread-count; the greater one counts.");
  static final Flag<Boolean> REUSE_HTTP_PORT =
      Flag.of(
          "--reuse-http-port",
          RARE,
          FlagType.bool(),
          "false",
          "Let several servers share --http-port (Linux only).");
  static final Flag<Boolean> REUSE_GRPC_PORT =
      Flag.of(
          "--reuse-grpc-port",
          RARE,
          FlagType.bool(),
          "false",
          "Let several servers share --grpc-port (Linux only).");
  static final Flag<Duration> KEEPALIVE_TIME =
      Flag.of(
          "--grpc-keepalive-time",
          RARE,
          FlagType.millis(1),
          "7200000",
          "After how long without traffic a gRPC client is pinged.");
  static final Flag<Duration> KEEPALIVE_TIMEOUT =
      Flag.of(
          "--grpc-keepalive-timeout",
          RARE,
          FlagType.millis(1),
          "20000",
          "How long the client may take to answer before its connection is closed.");
  static final Flag<Boolean> PERMIT_WITHOUT_CALLS =
      Flag.of(
          "--grpc-keepalive-permit-without-calls",
          RARE,
          FlagType.bool(),
          "true",
          "Let gRPC clients ping while they have no call.");
  static final Flag<Duration> MIN_PING_INTERVAL =
      Flag.of(
          "--grpc-http2-min-recv-ping-interval-without-data",
          RARE,
          FlagType.millis(0),
          "10000",
          "How often gRPC clients may ping; more is a strike.");
  static final Flag<Integer> MAX_PING_STRIKES =
      Flag.of(
          "--grpc-http2-max-ping-strikes",
          RARE,
          FlagType.count(0),
          "2",
          "0: pings are never too many; else a connection is closed after two strikes.");
  static final Flag<Duration> MAX_CONNECTION_AGE =
      Flag.withoutDefault(
          "--grpc-max-connection-age",
          RARE,
          FlagType.millis(1),
          "After how long a gRPC client has to connect again, so that it may find other servers.");
  static final Flag<Duration> MAX_CONNECTION_AGE_GRACE =
      Flag.withoutDefault(
          "--grpc-max-connection-age-grace",
          RARE,
          FlagType.millis(1),
          "How long its calls may still run then (default: to their end).");
  static final Flag<Boolean> COMPRESSION =
      Flag.of(
          "--grpc-infer-response-compression-level",
          RARE,
          FlagType.choice(
              "<level>",
              "none, low, medium or high",
              Map.of("none", false, "low", true, "medium", true, "high", true)),
          "none",
          "Other than none: answers of KServe inference over gRPC are compressed with gzip for"
              + " clients that take it.");

  static final List<Flag<?>> ALL =
      List.of(
          HTTP_THREADS,
          GRPC_THREADS,
          REUSE_HTTP_PORT,
          REUSE_GRPC_PORT,
          KEEPALIVE_TIME,
          KEEPALIVE_TIMEOUT,
          PERMIT_WITHOUT_CALLS,
          MIN_PING_INTERVAL,
          MAX_PING_STRIKES,
          MAX_CONNECTION_AGE,
          MAX_CONNECTION_AGE_GRACE,
          COMPRESSION);

  private TransportFlags() {}
}
