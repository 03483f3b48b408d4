package dev.tandem.server;

import static dev.tandem.server.Tier.RARE;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The flags of both servers for gRPC over TLS. */
final class TlsFlags {
  static final Flag<Optional<Path>> SSL_CONFIG_FILE =
      Flag.of(
          "--ssl_config_file",
          RARE,
          FlagType.pathOrNone(),
          "",
          "TLS for --port and --grpc_socket_path: an SSLConfig as text, with the PEM texts in it.");
  static final Flag<Boolean> ALTS =
      Flag.of(
          "--use_alts_credentials", RARE, FlagType.bool(), "false", "Is refused: not supported.");
  static final Flag<Boolean> USE_SSL =
      Flag.of("--grpc-use-ssl", RARE, FlagType.bool(), "false", "TLS for --grpc-port.");
  static final Flag<Boolean> USE_SSL_MUTUAL =
      Flag.of(
          "--grpc-use-ssl-mutual",
          RARE,
          FlagType.bool(),
          "false",
          "The same, for clients with a certificate that --grpc-root-cert signed.");
  static final Flag<Path> SERVER_CERT =
      pem("--grpc-server-cert", "The server's certificates, a PEM file.");
  static final Flag<Path> SERVER_KEY = pem("--grpc-server-key", "Its private key, a PEM file.");
  static final Flag<Path> ROOT_CERT =
      pem("--grpc-root-cert", "Whom clients' certificates are from, a PEM file.");

  static final List<Flag<?>> ALL =
      List.of(SSL_CONFIG_FILE, ALTS, USE_SSL, USE_SSL_MUTUAL, SERVER_CERT, SERVER_KEY, ROOT_CERT);

  private TlsFlags() {}

  private static Flag<Path> pem(String name, String text) {
    return Flag.withoutDefault(name, RARE, FlagType.path(), text);
  }
}
