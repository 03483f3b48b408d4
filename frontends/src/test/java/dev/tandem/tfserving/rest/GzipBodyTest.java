package dev.tandem.tfserving.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipBodyTest {
  @Test
  void inflates() throws IOException {
    assertThat(GzipBody.inflate(ByteBuffer.wrap(gzip("{\"inputs\": 1}"))))
        .isEqualTo("{\"inputs\": 1}".getBytes(UTF_8));
  }

  @Test
  void takesWhatIsNotGzipForNothing() throws IOException {
    assertThat(GzipBody.inflate(ByteBuffer.wrap("{\"inputs\": 1}".getBytes(UTF_8)))).isEmpty();
    assertThat(GzipBody.inflate(ByteBuffer.allocate(0))).isEmpty();
    byte[] whole = gzip("{\"inputs\": 1}");
    assertThat(GzipBody.inflate(ByteBuffer.wrap(whole, 0, whole.length - 9))).isEmpty();
  }

  @Test
  void takesTooMuchForNothing() throws IOException {
    assertThat(GzipBody.inflate(ByteBuffer.wrap(gzip("x".repeat(10))), 10)).hasSize(10);
    assertThat(GzipBody.inflate(ByteBuffer.wrap(gzip("x".repeat(11))), 10)).isEmpty();
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
