package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingTest {
  private static final byte[] TEXT = "tensor ".repeat(1000).getBytes(StandardCharsets.US_ASCII);

  private final ByteBudget budget = new ByteBudget(1 << 18);

  @AfterEach
  void countsNothingOfWhatIsClosed() {
    assertThat(budget.reserved()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "DEFLATE"})
  void unpacksWhatItPacked(ContentCoding coding) throws Exception {
    byte[] packed = coding.pack(List.of(ByteBuffer.wrap(TEXT)));

    assertThat(packed.length).isLessThan(TEXT.length);
    assertThat(unpacked(ByteBuffer.wrap(packed), TEXT.length)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "DEFLATE"})
  void refusesABodyThatUnpacksToMoreThanIsAllowed(ContentCoding coding) {
    byte[] packed = coding.pack(List.of(ByteBuffer.wrap(TEXT)));

    assertThatThrownBy(() -> unpacked(ByteBuffer.wrap(packed), TEXT.length - 1))
        .isInstanceOf(UnpackedBytes.TooLarge.class);
  }

  @Test
  void givesWhatCameBeforeTheBodyBrokeOff() throws Exception {
    byte[] packed = ContentCoding.GZIP.pack(List.of(ByteBuffer.wrap(TEXT)));

    byte[] unpacked = unpacked(ByteBuffer.wrap(packed, 0, packed.length - 9), TEXT.length);

    assertThat(unpacked).isEqualTo(Arrays.copyOf(TEXT, unpacked.length));
  }

  @Test
  void unpacksNothingThatThereIsNoRoomFor() {
    byte[] packed = ContentCoding.GZIP.pack(List.of(ByteBuffer.wrap(new byte[1 << 20])));

    assertThatThrownBy(() -> unpacked(ByteBuffer.wrap(packed), 1 << 20))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("--max-in-flight-bytes");
  }

  private byte[] unpacked(ByteBuffer body, long maxBytes) throws UnpackedBytes.TooLarge {
    try (UnpackedBytes unpacked = ContentCoding.unpack(body, maxBytes, budget)) {
      byte[] bytes = new byte[unpacked.bytes().remaining()];
      unpacked.bytes().get(bytes);
      return bytes;
    }
  }

  @Test
  void knowsCodingsByTheirTokens() {
    assertThat(ContentCoding.ofToken("gzip")).contains(ContentCoding.GZIP);
    assertThat(ContentCoding.ofToken("br")).isEmpty();
  }
}
