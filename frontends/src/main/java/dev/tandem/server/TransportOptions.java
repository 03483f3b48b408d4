package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What is behind the ports.
 *
 * @param eventLoops empty for one for each processor
 * @param grpc of {@code --grpc-port}
 * @param tfGrpc of {@code --port} and the socket
 * @param socket a Unix socket beside {@code --port}
 */
record TransportOptions(
    OptionalInt eventLoops,
    GrpcOptions grpc,
    GrpcOptions tfGrpc,
    TlsOptions tls,
    Optional<Path> socket) {
  TransportOptions {
    requireNonNull(eventLoops, "eventLoops");
    requireNonNull(grpc, "grpc");
    requireNonNull(tfGrpc, "tfGrpc");
    requireNonNull(tls, "tls");
    requireNonNull(socket, "socket");
  }

  static TransportOptions read(FlagValues flags) throws StartFailure {
    GrpcOptions grpc = GrpcOptions.read(flags);
    return new TransportOptions(
        eventLoops(flags),
        grpc,
        flags.get(TfTransportFlags.CHANNEL_ARGUMENTS).over(grpc),
        TlsOptions.read(flags),
        flags.get(ServeFlags.ALLOW_TF_SERVING)
            ? flags.get(TfTransportFlags.SOCKET_PATH)
            : Optional.empty());
  }

  private static OptionalInt eventLoops(FlagValues flags) throws StartFailure {
    OptionalInt wanted =
        greater(flags.last(TransportFlags.HTTP_THREADS), flags.last(TransportFlags.GRPC_THREADS));
    if (wanted.isPresent()) {
      return wanted;
    }
    OptionalInt most =
        greater(
            flags.last(TfTransportFlags.REST_THREADS), flags.last(TfTransportFlags.GRPC_THREADS));
    // Numbers for servers whose threads wait are of no use to one whose threads do not.
    return most.isPresent() && most.getAsInt() < Runtime.getRuntime().availableProcessors()
        ? most
        : OptionalInt.empty();
  }

  private static OptionalInt greater(Optional<Integer> one, Optional<Integer> other) {
    return IntStream.of(one.orElse(0), other.orElse(0)).filter(count -> count > 0).max();
  }
}
