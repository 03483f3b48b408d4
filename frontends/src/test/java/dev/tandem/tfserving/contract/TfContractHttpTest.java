package dev.tandem.tfserving.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** REST as HTTP has it: headers, bodies and connections, byte by byte. */
class TfContractHttpTest {
  private static final String LINE =
      "POST /v1/models/half_plus_two:predict HTTP/1.1\r\nHost: x\r\n";
  private static final String CLOSE = "Connection: close\r\n";
  private static final String ONE = "{\"inputs\": 1}";
  private static final String LENGTH = "Content-Length: " + ONE.length() + "\r\n";
  private static final String ANSWER = "{\n    \"outputs\": 2.5\n}";

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static ContractServer server;

  @BeforeAll
  static void start() throws IOException {
    server = ContractServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: application/json\r\n",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "Content-Type: text/plain; charset=latin1\r\n",
        "Content-Type: nonsense\r\n",
        "Accept: text/html\r\n",
        "Accept-Encoding: gzip\r\n",
        "Content-Encoding: identity\r\n",
        "Expect: 100-continue\r\n",
        "Authorization: Bearer x\r\n",
      })
  void takesAnyHeaders(String header) {
    RestReply reply =
        server.raw(ContractServer.bytes(LINE + CLOSE + header + LENGTH + "\r\n" + ONE));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(ANSWER);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("Content-Encoding")).isEmpty();
  }

  @Test
  void saysThatItGoesOnWhereItIsAsked() {
    assertThat(
            server.rawText(
                ContractServer.bytes(
                    LINE + CLOSE + "Expect: 100-continue\r\n" + LENGTH + "\r\n" + ONE)))
        .startsWith("HTTP/1.1 100 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "deflate, gzip"})
  void inflatesWhatSaysThatItIsGzip(String coding) throws IOException {
    byte[] packed = gzip(ONE);

    assertThat(coded(coding, packed).body()).isEqualTo(ANSWER);
  }

  @Test
  void readsWhatIsNoGzipAsAnEmptyBody() {
    coded("gzip", ONE.getBytes(UTF_8)).assertError(400, "JSON Parse error: The document is empty");
  }

  @Test
  void takesBodiesInChunks() {
    assertThat(
            server
                .raw(
                    ContractServer.bytes(
                        LINE
                            + CLOSE
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + "9\r\n{\"inputs\"\r\n4\r\n: 1}\r\n0\r\n\r\n"))
                .body())
        .isEqualTo(ANSWER);
  }

  @Test
  void answersManyRequestsOnOneConnection() {
    String answers =
        server.rawText(
            ContractServer.bytes(
                (LINE + LENGTH + "\r\n" + ONE).repeat(3) + LINE + CLOSE + LENGTH + "\r\n" + ONE));

    assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(5);
  }

  @Test
  void answersErrorsAndGoesOnOnTheSameConnection() {
    String answers =
        server.rawText(
            ContractServer.bytes(
                LINE + "Content-Length: 1\r\n\r\n[" + LINE + CLOSE + LENGTH + "\r\n" + ONE));

    assertThat(answers).startsWith("HTTP/1.1 400 ").contains("HTTP/1.1 200 ").endsWith(ANSWER);
  }

  private static RestReply coded(String coding, byte[] body) {
    return server.raw(
        ContractServer.bytes(
            LINE
                + CLOSE
                + "Content-Encoding: "
                + coding
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n"),
        body);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
