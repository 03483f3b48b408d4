package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How gRPC connections are kept.
 *
 * @param keepAliveTime after which a silent client is pinged
 * @param minPingInterval of clients' own pings; zero where they may send any number
 * @param maxMessageBytes of a request; empty for as many as a message can have
 * @param maxConcurrentCalls of one connection; empty for any number
 * @param compressAnswers of KServe inference, for clients that take it
 */
record GrpcOptions(
    Duration keepAliveTime,
    Duration keepAliveTimeout,
    boolean permitWithoutCalls,
    Duration minPingInterval,
    Optional<Duration> maxConnectionAge,
    Optional<Duration> maxConnectionAgeGrace,
    OptionalInt maxMessageBytes,
    OptionalInt maxConcurrentCalls,
    boolean compressAnswers) {
  GrpcOptions {
    requireNonNull(keepAliveTime, "keepAliveTime");
    requireNonNull(keepAliveTimeout, "keepAliveTimeout");
    requireNonNull(minPingInterval, "minPingInterval");
    requireNonNull(maxConnectionAge, "maxConnectionAge");
    requireNonNull(maxConnectionAgeGrace, "maxConnectionAgeGrace");
    requireNonNull(maxMessageBytes, "maxMessageBytes");
    requireNonNull(maxConcurrentCalls, "maxConcurrentCalls");
  }

  static GrpcOptions read(FlagValues flags) throws StartFailure {
    boolean anyPings = flags.get(TransportFlags.MAX_PING_STRIKES) == 0;
    return new GrpcOptions(
        flags.get(TransportFlags.KEEPALIVE_TIME),
        flags.get(TransportFlags.KEEPALIVE_TIMEOUT),
        anyPings || flags.get(TransportFlags.PERMIT_WITHOUT_CALLS),
        anyPings ? Duration.ZERO : flags.get(TransportFlags.MIN_PING_INTERVAL),
        flags.last(TransportFlags.MAX_CONNECTION_AGE),
        flags.last(TransportFlags.MAX_CONNECTION_AGE_GRACE),
        OptionalInt.empty(),
        OptionalInt.empty(),
        flags.get(TransportFlags.COMPRESSION));
  }
}
