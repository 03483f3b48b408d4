package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which gRPC ports speak TLS.
 *
 * @param grpc of {@code --grpc-port}
 * @param tfGrpc of {@code --port} and {@code --grpc_socket_path}: a file that holds the PEM texts
 */
record TlsOptions(Optional<PemFiles> grpc, Optional<Path> tfGrpc) {
  static final TlsOptions NONE = new TlsOptions(Optional.empty(), Optional.empty());

  TlsOptions {
    requireNonNull(grpc, "grpc");
    requireNonNull(tfGrpc, "tfGrpc");
  }

  /**
   * @param clientsCa whom the certificates are from that clients have to show
   */
  record PemFiles(Path certificates, Path key, Optional<Path> clientsCa) {}

  static TlsOptions read(FlagValues flags) throws StartFailure {
    if (flags.get(TlsFlags.ALTS)) {
      throw StartFailure.ofTfServing(
          "UNIMPLEMENTED: use_alts_credentials is not supported; ssl_config_file gives TLS");
    }
    boolean mutual = flags.get(TlsFlags.USE_SSL_MUTUAL);
    if (!mutual && !flags.get(TlsFlags.USE_SSL)) {
      return new TlsOptions(Optional.empty(), flags.get(TlsFlags.SSL_CONFIG_FILE));
    }
    PemFiles files =
        new PemFiles(
            required(flags, TlsFlags.SERVER_CERT),
            required(flags, TlsFlags.SERVER_KEY),
            mutual ? Optional.of(required(flags, TlsFlags.ROOT_CERT)) : Optional.empty());
    return new TlsOptions(Optional.of(files), flags.get(TlsFlags.SSL_CONFIG_FILE));
  }

  private static Path required(FlagValues flags, Flag<Path> flag) throws StartFailure {
    Optional<Path> path = flags.last(flag);
    if (path.isEmpty()) {
      throw new StartFailure(flag.name() + " must be specified where gRPC is to use SSL", 1);
    }
    return path.get();
  }
}
