package dev.tandem.kserve.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.http.ContentCoding;
import dev.tandem.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the REST door owes to HTTP itself, seen from a socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpContractTest {
  private static final int MAX_INPUT_BYTES = 100_000;

  /** As many as Triton takes, and one more. */
  private static final int MANY_CHUNKS = 65_537;

  private static final String INFER = "/v2/models/echo/infer";
  private static final String STREAM = "/v2/models/echo/generate_stream";
  private static final String TOO_LARGE =
      " bytes. Use --http-max-input-size to increase the limit.";

  private static final String ECHO =
      """
      backend: "identity"
      input { name: "INPUT0" data_type: TYPE_FP32 dims: [ -1 ] }
      output { name: "OUTPUT0" data_type: TYPE_FP32 dims: [ -1 ] }
      """;

  private static final String ANSWER =
      "{\"model_name\":\"echo\",\"model_version\":\"1\",\"outputs\":"
          + "[{\"name\":\"OUTPUT0\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1.0,2.0]}]}";

  private @Nullable TestServer server;

  @BeforeAll
  void start(@TempDir Path repository) throws IOException {
    Files.createDirectories(repository.resolve("echo").resolve("1"));
    Files.writeString(repository.resolve("echo").resolve("config.pbtxt"), ECHO);
    server =
        TestServer.start(
            "--model-repository=" + repository, "--http-max-input-size=" + MAX_INPUT_BYTES);
  }

  @AfterAll
  void stop() {
    server().close();
    assertThat(server().openLeases()).isZero();
  }

  private TestServer server() {
    return Objects.requireNonNull(server);
  }

  private RawConnection connect() throws IOException {
    return new RawConnection(server().httpPort());
  }

  @Test
  void asksForABodyThatWaitsToBeAskedFor() throws Exception {
    byte[] body = json(2, "1,2");
    try (RawConnection connection = connect()) {
      connection.send(
          "POST " + INFER + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ");
      connection.send(body.length + "\r\n\r\n");

      assertThat(connection.read().head()).startsWith("http/1.1 100 continue");
      connection.send(body);
      assertThat(connection.read().text()).isEqualTo(ANSWER);
    }
  }

  @Test
  void takesChunkedBodiesOfAnyPieces() throws Exception {
    byte[] body = json(2, "1,2" + " ".repeat(MANY_CHUNKS));
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (byte each : body) {
      chunks.writeBytes(new byte[] {'1', ';', 'a', '=', 'b', '\r', '\n', each, '\r', '\n'});
    }
    chunks.writeBytes("0\r\nTrailer: x\r\n\r\n".getBytes(ISO_8859_1));
    try (RawConnection connection = connect()) {
      connection.send(
          "POST " + INFER + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      connection.send(chunks.toByteArray());

      assertThat(connection.read().text()).isEqualTo(ANSWER);
      connection.post(INFER, "", json(2, "1,2"));
      assertThat(connection.read().text()).isEqualTo(ANSWER);
    }
  }

  @Test
  void takesChunkedBinaryTensors() throws Exception {
    byte[] json = binaryJson(2);
    String chunk = "POST " + INFER + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n";
    try (RawConnection connection = connect()) {
      connection.send(chunk + HeaderLength.NAME + ": " + json.length + "\r\n\r\n");
      connection.send(Integer.toHexString(json.length + 3) + "\r\n");
      connection.send(json);
      connection.send(new byte[3]);
      connection.send("\r\n5\r\n");
      connection.send(new byte[5]);
      connection.send("\r\n0\r\n\r\n");

      assertThat(connection.read().text()).contains("\"data\":[0.0,0.0]");
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(request(INFER, json(2, "1,2")));
    all.writeBytes(request(STREAM, "{\"INPUT0\":[1,2]}".getBytes(ISO_8859_1)));
    all.writeBytes(request(INFER, "{]".getBytes(ISO_8859_1)));
    all.writeBytes(request("/nowhere", "not read".getBytes(ISO_8859_1)));
    all.writeBytes("GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
    all.writeBytes(request("/v2/health/live", "not read".getBytes(ISO_8859_1)));
    all.writeBytes(request(INFER, json(2, "1,2")));
    try (RawConnection connection = connect()) {
      connection.send(all.toByteArray());

      assertThat(connection.read().text()).isEqualTo(ANSWER);
      assertThat(connection.read().text()).startsWith("data: {\"OUTPUT0\":[1.0,2.0]");
      assertThat(connection.read().status()).isEqualTo(500);
      assertThat(connection.read().status()).isEqualTo(404);
      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.read().status()).isEqualTo(405);
      assertThat(connection.read().text()).isEqualTo(ANSWER);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n"})
  void keepsAConnectionThatMayBeKept(String version) throws Exception {
    try (RawConnection connection = connect()) {
      for (int i = 0; i < 3; i++) {
        connection.send("GET /v2/health/live " + version + "Host: x\r\n\r\n");
        assertThat(connection.read().status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1\r\nConnection: close\r\n", "HTTP/1.0\r\n"})
  void closesAConnectionThatIsNotToBeKept(String version) throws Exception {
    try (RawConnection connection = connect()) {
      connection.send("GET /v2/health/live " + version + "Host: x\r\n\r\n");

      assertThat(connection.read().status()).isEqualTo(200);
      assertThat(connection.ends()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
  void endsAStreamWithTheConnectionWhereTheClientKnowsNoChunks(String headers) throws Exception {
    String body = "{\"INPUT0\":[1,2]}";
    try (RawConnection connection = connect()) {
      connection.send("POST " + STREAM + " HTTP/1.0\r\n" + headers + "Content-Length: ");
      connection.send(body.length() + "\r\n\r\n" + body);

      assertThat(connection.read().text())
          .isEqualTo(
              "data: {\"OUTPUT0\":[1.0,2.0],\"model_name\":\"echo\",\"model_version\":\"1\"}\n\n");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "DEFLATE"})
  void unpacksBodiesAndPacksAnswers(ContentCoding coding) throws Exception {
    byte[] packed = coding.pack(List.of(ByteBuffer.wrap(json(2, "1,2"))));
    String token = coding.token();
    try (RawConnection connection = connect()) {
      connection.post(
          INFER, "Content-Encoding: " + token + "\r\nAccept-Encoding: " + token + "\r\n", packed);

      RawConnection.Answer answer = connection.read();
      assertThat(answer.has("content-encoding: " + token)).isTrue();
      ByteBuffer unpacked =
          ContentCoding.unpack(
                  ByteBuffer.wrap(answer.bytes()), MAX_INPUT_BYTES, new ByteBudget(1 << 24))
              .bytes();
      assertThat(ISO_8859_1.decode(unpacked).toString()).isEqualTo(ANSWER);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "identity, gzip"})
  void namesTheCodingsThatThereAre(String coding) throws Exception {
    try (RawConnection connection = connect()) {
      connection.post(INFER, "Content-Encoding: " + coding + "\r\n", json(2, "1,2"));

      RawConnection.Answer answer = connection.read();
      assertThat(answer.status()).isEqualTo(501);
      assertThat(answer.has("accept-encoding: gzip, deflate")).isTrue();
      assertThat(answer.text()).isEqualTo("{\"error\":\"Unsupported compression type\"}");
    }
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void refusesWhatIsLargerThanTheLimit(String path, String headers, byte[] body, String message)
      throws Exception {
    try (RawConnection connection = connect()) {
      connection.post(path, headers, body);

      RawConnection.Answer answer = connection.read();
      assertThat(answer.text()).isEqualTo("{\"error\":\"" + message + TOO_LARGE + "\"}");
      assertThat(answer.status()).isEqualTo(400);
      connection.post(INFER, "", json(2, "1,2"));
      assertThat(connection.read().text()).isEqualTo(ANSWER);
    }
  }

  static Stream<Arguments> tooLarge() {
    byte[] spaces = " ".repeat(MAX_INPUT_BYTES + 1).getBytes(ISO_8859_1);
    byte[] packed = ContentCoding.GZIP.pack(List.of(ByteBuffer.wrap(spaces)));
    int floats = MAX_INPUT_BYTES / Float.BYTES + 1;
    String json =
        "request JSON size of 100001 bytes exceeds the maximum allowed input size of 100000";
    return Stream.of(
        Arguments.of(INFER, "", spaces, json),
        Arguments.of(STREAM, "", spaces, json),
        Arguments.of("/v2/repository/index", "", spaces, json),
        Arguments.of(INFER, HeaderLength.NAME + ": 100001\r\n", spaces, json),
        Arguments.of(
            INFER,
            HeaderLength.NAME + ": 0\r\n",
            spaces,
            "Raw input has a byte_size (100001 bytes) that exceeds the maximum allowed value of 100000"),
        Arguments.of(
            INFER,
            "",
            json(floats, "0,".repeat(floats - 1) + "0"),
            "JSON input 'INPUT0' has a byte_size (100004 bytes) that exceeds the maximum allowed value of"
                + " 100000"),
        Arguments.of(
            INFER,
            "Content-Encoding: gzip\r\n",
            packed,
            "Decompressed data size exceeds the maximum allowed value of 100000"));
  }

  @Test
  void theLimitIsNotForBinaryTensors() throws Exception {
    byte[] json = binaryJson(MAX_INPUT_BYTES);
    ByteBuffer body = ByteBuffer.allocate(json.length + MAX_INPUT_BYTES * Float.BYTES);
    body.put(json);
    try (RawConnection connection = connect()) {
      connection.post(INFER, HeaderLength.NAME + ": " + json.length + "\r\n", body.array());

      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: -3\r\n",
        "Content-Length: many\r\n"
      })
  void refusesABodyWhoseEndIsInDoubt(String headers) throws Exception {
    try (RawConnection connection = connect()) {
      connection.send("POST " + INFER + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");

      RawConnection.Answer answer = connection.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).startsWith("{\"error\":\"malformed HTTP request: ");
      assertThat(connection.ends()).isTrue();
    }
  }

  @Test
  void endsAConnectionWhoseChunksAreNone() throws Exception {
    try (RawConnection connection = connect()) {
      connection.send(
          "POST " + INFER + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      connection.send("5\r\n{\"inp\r\nzz\r\n");

      assertThat(connection.ends()).isTrue();
    }
  }

  private static byte[] request(String path, byte[] body) {
    String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: ";
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes((head + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static byte[] json(int count, String data) {
    return withMember(count, "\"data\":[" + data + "]");
  }

  private static byte[] binaryJson(int count) {
    int bytes = count * Float.BYTES;
    return withMember(count, "\"parameters\":{\"binary_data_size\":" + bytes + "}");
  }

  private static byte[] withMember(int count, String member) {
    String input =
        "{\"name\":\"INPUT0\",\"datatype\":\"FP32\",\"shape\":[" + count + "]," + member + "}";
    return ("{\"inputs\":[" + input + "]}").getBytes(ISO_8859_1);
  }
}
