package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerReaderTest {
  @Test
  void readsBodyByItsLength() throws IOException {
    HttpAnswer answer = read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcrest");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().toStringUtf8()).isEqualTo("abc");
    assertThat(answer.header("content-length")).isEqualTo("3");
  }

  @Test
  void readsBodyByItsChunks() throws IOException {
    HttpAnswer answer =
        read(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "A;x=y\r\n0123456789\r\n1\r\na\r\n0\r\nTrailer: t\r\n\r\nrest");

    assertThat(answer.body().toStringUtf8()).isEqualTo("0123456789a");
  }

  @Test
  void readsBodyUpToTheEndOfTheConnection() throws IOException {
    assertThat(read("HTTP/1.0 404 Not Found\r\n\r\nabc").body().toStringUtf8()).isEqualTo("abc");
  }

  @Test
  void readsNoBodyWhereNoneCanBe() throws IOException {
    assertThat(read("HEAD", "HTTP/1.1 405 No\r\nContent-Length: 30\r\n\r\n").body().isEmpty())
        .isTrue();
    assertThat(read("HTTP/1.1 204 No Content\r\n\r\n").body().isEmpty()).isTrue();
  }

  @Test
  void skipsInterimAnswer() throws IOException {
    HttpAnswer answer =
        read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");

    assertThat(answer.status()).isEqualTo(201);
  }

  @Test
  void stripsSpacesAroundHeaderValues() throws IOException {
    assertThat(read("HTTP/1.1 200\r\nContent-Length:0\r\nAllow:  a b \r\n\r\n").header("allow"))
        .isEqualTo("a b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
      })
  void rejectsAnswerThatIsCutOff(String bytes) {
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SPDY/1 200 OK\r\n\r\n",
        "HTTP/1.1 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"
      })
  void rejectsAnswerThatIsNotHttp(String bytes) {
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(ProtocolException.class);
  }

  private static HttpAnswer read(String bytes) throws IOException {
    return read("GET", bytes);
  }

  private static HttpAnswer read(String requestMethod, String bytes) throws IOException {
    return HttpAnswerReader.read(ByteString.copyFromUtf8(bytes).newInput(), requestMethod);
  }
}
