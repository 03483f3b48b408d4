package dev.tandem.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

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

/** What a gRPC server shows its clients, and asks of them, where it speaks TLS. */
final class ServerTls {
  private ServerTls() {}

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
    return new ByteArrayInputStream(pem.getBytes(US_ASCII));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, US_ASCII);
  }

  private static String reason(Exception failure) {
    Throwable cause = failure.getCause();
    return failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
  }
}
