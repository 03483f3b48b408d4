package dev.tandem.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tandem.proto.tfserving.SSLConfig;
import dev.tandem.tfserving.config.SslConfigFile;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * What gRPC servers show their clients, and ask of them, where they speak TLS.
 *
 * @param grpc of {@code --grpc-port}
 * @param tfGrpc of {@code --port} and the socket
 */
record ServerTls(Optional<SslContext> grpc, Optional<SslContext> tfGrpc) {
  /** Reads the files of the ports that are to be opened; slow models need not load for naught. */
  static ServerTls read(Listeners listeners, TransportOptions transport) throws StartFailure {
    boolean tfServing = listeners.tfGrpc().enabled() || transport.socket().isPresent();
    return new ServerTls(
        listeners.grpc().enabled() ? of(transport.tls().grpc()) : Optional.empty(),
        tfServing ? ofConfig(transport.tls().tfGrpc()) : Optional.empty());
  }

  /** Triton's way: a file for each. */
  static Optional<SslContext> of(Optional<TlsOptions.PemFiles> files) throws StartFailure {
    if (files.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Path> ca = files.get().clientsCa();
      return Optional.of(
          context(
              text(files.get().certificates()),
              text(files.get().key()),
              ca.isPresent() ? text(ca.get()) : "",
              ca.isPresent()));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartFailure("error: creating server: gRPC cannot use SSL: " + e, 1);
    }
  }

  /** TensorFlow Serving's way: one file with the texts of all. */
  static Optional<SslContext> ofConfig(Optional<Path> file) throws StartFailure {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      SSLConfig config = SslConfigFile.read(file.get());
      if (config.getClientVerify() && config.getCustomCa().isEmpty()) {
        // Without it, whoever has a certificate of any public authority would be let in.
        throw new IllegalArgumentException("client_verify needs the clients' custom_ca");
      }
      return Optional.of(
          context(
              config.getServerCert(),
              config.getServerKey(),
              config.getCustomCa(),
              config.getClientVerify()));
    } catch (TfServingException e) {
      throw StartFailure.ofTfServing(e);
    } catch (IOException | IllegalArgumentException e) {
      throw StartFailure.ofTfServing(
          "INVALID_ARGUMENT: '" + file.get() + "' gives no TLS: " + reason(e));
    }
  }

  private static SslContext context(
      String certificates, String key, String ca, boolean verifiesClients) throws SSLException {
    String pkcs8 =
        Pem.privateKey(key)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no private key that is not encrypted, in PKCS #8 or PKCS #1"));
    SslContextBuilder builder =
        SslContextBuilder.forServer(stream(certificates), stream(pkcs8))
            .clientAuth(verifiesClients ? ClientAuth.REQUIRE : ClientAuth.NONE);
    if (!ca.isEmpty()) {
      builder.trustManager(stream(ca));
    }
    return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(ISO_8859_1));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, ISO_8859_1);
  }

  private static String reason(Exception failure) {
    Throwable cause = failure.getCause();
    return failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
  }
}
