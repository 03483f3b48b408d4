package dev.tandem.tfserving.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.http.UnpackedBytes;
import dev.tandem.tfserving.wire.TfServingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GzipBodyTest {
  private final ByteBudget budget = new ByteBudget(1 << 20);

  @AfterEach
  void countsNothingOfWhatIsClosed() {
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void unpacks() throws IOException {
    assertThat(unpacked(ByteBuffer.wrap(gzip("{\"inputs\": 1}")), 1 << 20))
        .isEqualTo("{\"inputs\": 1}");
  }

  @Test
  void takesWhatIsNotGzipForNothing() throws IOException {
    assertThat(unpacked(ByteBuffer.wrap("{\"inputs\": 1}".getBytes(UTF_8)), 1 << 20)).isEmpty();
    assertThat(unpacked(ByteBuffer.allocate(0), 1 << 20)).isEmpty();
    byte[] whole = gzip("{\"inputs\": 1}");
    assertThat(unpacked(ByteBuffer.wrap(whole, 0, whole.length - 9), 1 << 20)).isEmpty();
  }

  @Test
  void refusesWhatUnpacksToMoreThanBodiesMayHave() throws IOException {
    assertThat(unpacked(ByteBuffer.wrap(gzip("x".repeat(10))), 10)).hasSize(10);
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> unpacked(ByteBuffer.wrap(gzip("x".repeat(11))), 10))
        .withMessage("Request body unpacks to more than 10 bytes");
  }

  @Test
  void refusesWhatThereIsNoRoomFor() {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> unpacked(ByteBuffer.wrap(gzip("x".repeat(2 << 20))), 4 << 20))
        .withMessageContaining("--max-in-flight-bytes");
  }

  private String unpacked(ByteBuffer body, long maxBytes) {
    try (UnpackedBytes unpacked = GzipBody.unpack(body, maxBytes, budget)) {
      return UTF_8.decode(unpacked.bytes()).toString();
    }
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
