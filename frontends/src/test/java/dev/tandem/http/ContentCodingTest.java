package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingTest {
  private static final byte[] TEXT = "tensor ".repeat(1000).getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "DEFLATE"})
  void unpacksWhatItPacked(ContentCoding coding) throws Exception {
    byte[] packed = coding.pack(List.of(ByteBuffer.wrap(TEXT)));

    assertThat(packed.length).isLessThan(TEXT.length);
    assertThat(ContentCoding.unpack(ByteBuffer.wrap(packed), TEXT.length)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "DEFLATE"})
  void refusesABodyThatUnpacksToMoreThanIsAllowed(ContentCoding coding) {
    byte[] packed = coding.pack(List.of(ByteBuffer.wrap(TEXT)));

    assertThatThrownBy(() -> ContentCoding.unpack(ByteBuffer.wrap(packed), TEXT.length - 1))
        .isInstanceOf(ContentCoding.TooLarge.class);
  }

  @Test
  void givesWhatCameBeforeTheBodyBrokeOff() throws Exception {
    byte[] packed = ContentCoding.GZIP.pack(List.of(ByteBuffer.wrap(TEXT)));

    byte[] unpacked =
        ContentCoding.unpack(ByteBuffer.wrap(packed, 0, packed.length - 9), TEXT.length);

    assertThat(unpacked).isEqualTo(Arrays.copyOf(TEXT, unpacked.length));
  }

  @Test
  void knowsCodingsByTheirTokens() {
    assertThat(ContentCoding.ofToken("gzip")).contains(ContentCoding.GZIP);
    assertThat(ContentCoding.ofToken("br")).isEmpty();
  }
}
