package dev.tandem.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.proto.tfserving.SSLConfig;
import dev.tandem.testing.HeldLog;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final String TF_GRPC = "TensorFlow Serving gRPC";
  private static final String TRITON_GRPC = "GRPCInferenceService";
  private static final String SERVING = "SERVING";

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private static Path folder;

  @SuppressWarnings("NullAway.Init") // made before all tests
  private static TestCertificates server;

  @SuppressWarnings("NullAway.Init") // made before all tests
  private static TestCertificates client;

  @BeforeAll
  static void make() throws Exception {
    server = TestCertificates.make(folder, "server");
    client = TestCertificates.make(folder, "client");
    new SampleRepository(folder)
        .model(
            "r/m",
            "backend: 'identity' input { name: 'X' data_type: TYPE_FP32 dims: 1 }"
                + " output { name: 'Y' data_type: TYPE_FP32 dims: 1 }",
            1);
  }

  @Test
  void servesTensorFlowServingsPortByItsConfiguration() throws Exception {
    String flag = sslConfig(server.key(), false);
    try (RunningServer running = start(flag)) {
      assertThat(health(running, TF_GRPC, trusting())).isEqualTo(SERVING);
      assertThat(plain(running, TF_GRPC)).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(plain(running, TRITON_GRPC)).isEqualTo(Status.Code.OK);
    }
  }

  @Test
  void takesAKeyAsOlderToolsWriteIt() throws Exception {
    try (RunningServer running = start(sslConfig(server.pkcs1(), false))) {
      assertThat(health(running, TF_GRPC, trusting())).isEqualTo(SERVING);
    }
  }

  @Test
  void asksClientsForACertificateWhereItIsToldTo() throws Exception {
    try (RunningServer running = start(sslConfig(server.key(), true))) {
      assertThat(health(running, TF_GRPC, known())).isEqualTo(SERVING);
      assertThat(health(running, TF_GRPC, trusting())).isEqualTo("UNAVAILABLE");
    }
  }

  @Test
  void servesTritonsPortByItsFlags() throws Exception {
    String[] files = {
      "--grpc-server-cert=" + file("cert.pem", server.certificate()),
      "--grpc-server-key=" + file("key.pem", server.key()),
      "--grpc-root-cert=" + file("root.pem", client.certificate())
    };
    try (RunningServer running = start("--grpc-use-ssl", files[0], files[1])) {
      assertThat(health(running, TRITON_GRPC, trusting())).isEqualTo(SERVING);
      assertThat(plain(running, TF_GRPC)).isEqualTo(Status.Code.OK);
    }
    try (RunningServer running = start("--grpc-use-ssl-mutual", files[0], files[1], files[2])) {
      assertThat(health(running, TRITON_GRPC, known())).isEqualTo(SERVING);
      assertThat(health(running, TRITON_GRPC, trusting())).isEqualTo("UNAVAILABLE");
    }
  }

  @Test
  void readsFilesWithTextOfAnyKindAroundTheirBlocks() throws Exception {
    byte[] text = ("# Müller AG\n" + server.certificate()).getBytes(ISO_8859_1);
    Path certificate = Files.write(folder.resolve("latin.pem"), text);

    try (RunningServer running =
        start(
            "--grpc-use-ssl",
            "--grpc-server-cert=" + certificate,
            "--grpc-server-key=" + file("latin.key", server.key()))) {
      assertThat(running.port("GRPCInferenceService")).isPositive();
    }
  }

  @Test
  void saysWhatIsWrongWithItsFiles() throws Exception {
    assertThatThrownBy(() -> startFailing("--ssl_config_file=" + folder.resolve("none")))
        .hasMessageContaining("INVALID_ARGUMENT: Invalid protobuf file: '");
    String flag = sslConfig("no key", false);
    assertThatThrownBy(() -> startFailing(flag))
        .hasMessageContaining("gives no TLS: no private key that is not encrypted");
    String anyClient = sslConfig(server.key(), true, "");
    assertThatThrownBy(() -> startFailing(anyClient))
        .hasMessageContaining("gives no TLS: client_verify needs the clients' custom_ca");
    assertThatThrownBy(
            () ->
                startFailing(
                    "--grpc-use-ssl", "--grpc-server-cert=nowhere", "--grpc-server-key=nowhere"))
        .hasMessageContaining("gRPC cannot use SSL: java.nio.file.NoSuchFileException: nowhere");
  }

  private static RunningServer start(String... flags) {
    return RunningServer.start(with(List.of("--model-repository=" + folder.resolve("r")), flags));
  }

  private static void startFailing(String... flags) throws StartFailure {
    List<String> onFreePorts =
        List.of(
            "--model-repository=" + folder.resolve("r"),
            "--http-port=0",
            "--grpc-port=0",
            "--metrics-port=0",
            "--port=any",
            "--rest_api_port=0");
    TandemServer.start(ServerOptions.of(with(onFreePorts, flags)), new HeldLog()).close();
  }

  private static String[] with(List<String> first, String... flags) {
    return Stream.concat(first.stream(), Stream.of(flags)).toArray(String[]::new);
  }

  private static String sslConfig(String key, boolean verifiesClients) throws IOException {
    return sslConfig(key, verifiesClients, verifiesClients ? client.certificate() : "");
  }

  private static String sslConfig(String key, boolean verifiesClients, String ca)
      throws IOException {
    SSLConfig config =
        SSLConfig.newBuilder()
            .setServerKey(key)
            .setServerCert(server.certificate())
            .setCustomCa(ca)
            .setClientVerify(verifiesClients)
            .build();
    return "--ssl_config_file=" + file("ssl.config", TextFormat.printer().printToString(config));
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static SslContextBuilder trusting() {
    return GrpcSslContexts.forClient().trustManager(stream(server.certificate()));
  }

  private static SslContextBuilder known() {
    return trusting().keyManager(stream(client.certificate()), stream(client.key()));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String health(RunningServer running, String listener, SslContextBuilder tls)
      throws IOException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", running.port(listener))
            .sslContext(tls.build())
            .build();
    try {
      return check(channel);
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().toString();
    } finally {
      channel.shutdownNow();
    }
  }

  private static Status.Code plain(RunningServer running, String listener) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", running.port(listener)).usePlaintext().build();
    try {
      return check(channel).equals(SERVING) ? Status.Code.OK : Status.Code.UNKNOWN;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private static String check(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus()
        .toString();
  }
}
