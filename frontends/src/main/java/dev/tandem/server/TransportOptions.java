package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What is behind the ports.
 *
 * @param eventLoops empty for one for each processor
 */
record TransportOptions(OptionalInt eventLoops, GrpcOptions grpc) {
  TransportOptions {
    requireNonNull(eventLoops, "eventLoops");
    requireNonNull(grpc, "grpc");
  }

  static TransportOptions read(FlagValues flags) throws StartFailure {
    int http = flags.last(TransportFlags.HTTP_THREADS).orElse(0);
    int grpc = flags.last(TransportFlags.GRPC_THREADS).orElse(0);
    return new TransportOptions(
        IntStream.of(http, grpc).filter(count -> count > 0).max(), GrpcOptions.read(flags));
  }
}
