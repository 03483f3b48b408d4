package dev.tandem.grpcweb;

import static dev.tandem.grpcweb.WebClient.BINARY;
import static dev.tandem.grpcweb.WebClient.INFER;
import static dev.tandem.grpcweb.WebClient.STREAM;
import static dev.tandem.grpcweb.WebClient.TEXT;
import static dev.tandem.grpcweb.WebClient.frame;
import static dev.tandem.testing.SampleConfigs.ECHO;
import static dev.tandem.testing.SampleConfigs.REPEAT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.proto.kserve.ModelReadyRequest;
import dev.tandem.proto.kserve.ModelReadyResponse;
import dev.tandem.proto.kserve.ModelStreamInferResponse;
import dev.tandem.testing.TestServer;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC-Web of a whole server, over real connections. */
class GrpcWebTest {
  private static final int AN_HOUR_MS = 3_600_000;
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int TIMEOUT_MS = 60_000;

  private TestServer server;
  private WebClient client;

  @BeforeEach
  void start(@TempDir Path repository) throws IOException {
    write(repository, "repeat", REPEAT);
    write(repository, "echo", ECHO);
    server =
        TestServer.start(
            "--model-repository=" + repository, "--http-max-input-size=" + MAX_BODY_BYTES);
    client = new WebClient(server.httpPort());
  }

  private static void write(Path repository, String model, String config) throws IOException {
    Files.createDirectories(repository.resolve(model).resolve("1"));
    Files.writeString(repository.resolve(model).resolve("config.pbtxt"), config);
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.openLeases()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "application/grpc-web, application/grpc-web+proto",
    "application/grpc-web+proto, application/grpc-web+proto",
    "application/grpc-web-text, application/grpc-web-text+proto",
    "Application/gRPC-Web-Text+proto; charset=utf-8, application/grpc-web-text+proto",
  })
  void answersInTheFramingOfTheRequest(String sent, String answered) throws Exception {
    byte[] frames = frame(echo("a", 4, 5));
    boolean text = answered.contains("text");

    WebAnswer answer = client.send(INFER, sent, text ? Base64.getEncoder().encode(frames) : frames);

    assertThat(answer.http().statusCode()).isEqualTo(200);
    assertThat(answer.http().headers().firstValue("content-type")).hasValue(answered);
    assertThat(answer.trailers()).containsOnlyKeys("grpc-status").containsEntry("grpc-status", "0");
    assertThat(answer.messages()).hasSize(1);
    ModelInferResponse response = ModelInferResponse.parseFrom(answer.messages().get(0));
    assertThat(response.getId()).isEqualTo("a");
    assertThat(response.getRawOutputContents(0)).isEqualTo(ints(4, 5));
  }

  @Test
  void answersInTheFramingThatTheClientAccepts() throws Exception {
    WebAnswer answer = client.call(INFER, BINARY, frame(echo("a", 1)), "Accept", TEXT);

    assertThat(answer.http().headers().firstValue("content-type"))
        .hasValue("application/grpc-web-text+proto");
    assertThat(answer.status()).isZero();
    assertThat(answer.messages()).hasSize(1);
  }

  @Test
  void everyUnaryMethodIsThere() throws Exception {
    byte[] ready = frame(ModelReadyRequest.newBuilder().setName("echo").build());

    WebAnswer answer = client.call("inference.GRPCInferenceService/ModelReady", BINARY, ready);

    assertThat(answer.status()).isZero();
    assertThat(ModelReadyResponse.parseFrom(answer.messages().get(0)).getReady()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {BINARY, TEXT})
  void streamsTheAnswersToOneRequest(String contentType) throws Exception {
    WebAnswer answer = client.call(STREAM, contentType, frame(repeat("a", 0, 7, 8, 9)));

    assertThat(answer.status()).isZero();
    assertThat(answer.messages()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      ModelStreamInferResponse response =
          ModelStreamInferResponse.parseFrom(answer.messages().get(i));
      assertThat(response.getInferResponse().getRawOutputContents(0)).isEqualTo(ints(7 + i));
    }
  }

  @Test
  void aBodyOfSeveralMessagesIsAStreamOfRequests() throws Exception {
    WebAnswer answer = client.call(STREAM, BINARY, frame(echo("a", 1), echo("b", 2)));

    assertThat(answer.messages()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(ModelStreamInferResponse.parseFrom(answer.messages().get(i)).getInferResponse())
          .satisfies(response -> assertThat(response.getId()).isIn("a", "b"));
    }
  }

  @Test
  void answersComeAsTheyAreMade() throws Exception {
    try (Socket socket = openStream(repeat("a", AN_HOUR_MS, 1), echo("b", 5))) {
      ByteBuffer first = readFrame(socket.getInputStream());

      assertThat(ModelStreamInferResponse.parseFrom(first).getInferResponse().getId())
          .isEqualTo("b");
    }
    // The one instance of the model is free for this: the client that went away gave its call up.
    assertThat(client.call(STREAM, BINARY, frame(repeat("c", 0, 3))).messages()).hasSize(1);
  }

  @Test
  void aDeadlineThatPassesEndsTheCall() throws Exception {
    WebAnswer answer =
        client.call(STREAM, BINARY, frame(repeat("a", AN_HOUR_MS, 1)), "Grpc-Timeout", "50m");

    assertThat(answer.status()).isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
    assertThat(client.call(STREAM, BINARY, frame(repeat("b", 0, 3))).messages()).hasSize(1);
  }

  @Test
  void aFailureIsTheStatusOfTheGrpcPort() throws Exception {
    byte[] unknown = frame(echo("a", 1).toBuilder().setModelName("no%body\u00e9").build());

    WebAnswer answer = client.call(INFER, TEXT, unknown);

    assertThat(answer.http().statusCode()).isEqualTo(200);
    assertThat(answer.messages()).isEmpty();
    assertThat(answer.status()).isEqualTo(Status.Code.NOT_FOUND.value());
    assertThat(answer.message()).contains("no%25body%C3%A9");
  }

  @ParameterizedTest
  @CsvSource({
    "0100000000, UNIMPLEMENTED, Compressed gRPC-Web messages are not supported",
    "8000000000, INTERNAL, flags 128",
    "00000000, INTERNAL, within the header",
    "0000000005ff, INTERNAL, announces 5 bytes",
    "00ffffffff, INTERNAL, announces 4294967295 bytes",
    "0000000001ff, INTERNAL, Unable to parse request",
    "'', INTERNAL, Half-closed without a request",
  })
  void refusesFramesThatAreNone(String hex, Status.Code code, String reason) throws Exception {
    byte[] body = HexFormat.of().parseHex(hex);

    for (String contentType : new String[] {BINARY, TEXT}) {
      WebAnswer answer = client.call(INFER, contentType, body);

      assertThat(answer.status()).isEqualTo(code.value());
      assertThat(answer.message()).contains(reason);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAA", "AA=A", "????", "A==="})
  void refusesTextThatIsNoBase64(String text) throws Exception {
    WebAnswer answer = client.send(INFER, TEXT, text.getBytes(US_ASCII));

    assertThat(answer.status()).isEqualTo(Status.Code.INTERNAL.value());
    assertThat(answer.message()).contains("base64");
  }

  @Test
  void refusesABodyOverTheLimit() throws Exception {
    WebAnswer answer = client.send(INFER, BINARY, new byte[MAX_BODY_BYTES + 1]);

    assertThat(answer.status()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
    assertThat(answer.message()).contains("--http-max-input-size");
  }

  @ParameterizedTest
  @ValueSource(strings = {BINARY, TEXT})
  void takesLargeMessages(String contentType) throws Exception {
    int[] values = new int[150_000];
    values[149_999] = 9;

    WebAnswer answer = client.call(INFER, contentType, frame(echo("a", values)));

    assertThat(answer.status()).isZero();
    assertThat(ModelInferResponse.parseFrom(answer.messages().get(0)).getRawOutputContents(0))
        .isEqualTo(ints(values));
  }

  @Test
  void refusesMethodsThatAreNone() throws Exception {
    WebAnswer answer =
        client.call("inference.GRPCInferenceService/Nothing", BINARY, frame(echo("a", 1)));

    assertThat(answer.status()).isEqualTo(Status.Code.UNIMPLEMENTED.value());
    assertThat(answer.message()).contains("Method not found");
  }

  @Test
  void refusesABodyThatIsPacked() throws Exception {
    WebAnswer answer = client.call(INFER, BINARY, frame(echo("a", 1)), "Content-Encoding", "gzip");

    assertThat(answer.status()).isEqualTo(Status.Code.UNIMPLEMENTED.value());
    assertThat(answer.message()).contains("Content-Encoding: 'gzip'");
  }

  @Test
  void refusesATimeoutThatIsNone() throws Exception {
    WebAnswer answer = client.call(INFER, BINARY, frame(echo("a", 1)), "Grpc-Timeout", "soon");

    assertThat(answer.status()).isEqualTo(Status.Code.INTERNAL.value());
    assertThat(answer.message()).contains("grpc-timeout");
  }

  @Test
  void refusesMessagesThatAreNoProtobuf() throws Exception {
    assertThat(client.send(INFER, "application/grpc-web+json", new byte[0]).http().statusCode())
        .isEqualTo(415);
  }

  private Socket openStream(ModelInferRequest... requests) throws IOException {
    byte[] body = frame(requests);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort());
    socket.setSoTimeout(TIMEOUT_MS);
    String head =
        "POST /%s HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(STREAM, BINARY, body.length);
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    socket.getOutputStream().write(body);
    return socket;
  }

  /** The first frame of a chunked answer, which comes as one chunk. */
  private static ByteBuffer readFrame(InputStream in) throws IOException {
    int seen = 0;
    while (seen != 0x0d0a0d0a) {
      seen = seen << 8 | in.read();
    }
    StringBuilder size = new StringBuilder();
    for (int digit = in.read(); digit != '\r'; digit = in.read()) {
      size.append((char) digit);
    }
    in.read();
    byte[] chunk = in.readNBytes(Integer.parseInt(size.toString(), 16));
    return ByteBuffer.wrap(chunk, 5, chunk.length - 5);
  }

  private static ModelInferRequest repeat(String id, int delayMs, int... in) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName("repeat").setId(id);
    request.addInputsBuilder().setName("IN").setDatatype("INT32").addShape(in.length);
    request.addInputsBuilder().setName("DELAY").setDatatype("UINT32").addShape(in.length);
    request.addInputsBuilder().setName("WAIT").setDatatype("UINT32").addShape(1);
    int[] delays = new int[in.length];
    Arrays.fill(delays, delayMs);
    return request
        .addRawInputContents(ints(in))
        .addRawInputContents(ints(delays))
        .addRawInputContents(ints(0))
        .build();
  }

  private static ModelInferRequest echo(String id, int... values) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName("echo").setId(id);
    request.addInputsBuilder().setName("INPUT0").setDatatype("INT32").addShape(values.length);
    return request.addRawInputContents(ints(values)).build();
  }

  private static ByteString ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return ByteString.copyFrom(bytes.flip());
  }
}
