package dev.tandem.grpcweb;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Whatever a client sends, it is read or refused, and nothing else happens. */
class DecodersPropertyTest {
  @Property
  void framesStayWithinTheBody(@ForAll byte[] body) {
    FrameReader frames = new FrameReader(ByteBuffer.wrap(body));
    int read = 0;
    try {
      for (ByteBuffer next = frames.next(); next != null; next = frames.next()) {
        read += FrameReader.HEADER_BYTES + next.remaining();
      }
      assertThat(read).isEqualTo(body.length);
    } catch (StatusRuntimeException refused) {
      assertThat(read).isLessThan(body.length);
    }
  }

  @Property
  void framesComeBackAsTheyWent(@ForAll @Size(max = 5) byte[][] messages) throws Exception {
    ByteBuffer body = ByteBuffer.allocate(1 << 20);
    for (byte[] message : messages) {
      body.put((byte) 0).putInt(message.length).put(message);
    }
    FrameReader frames = new FrameReader(body.flip());
    for (byte[] message : messages) {
      ByteBuffer next = frames.next();
      assertThat(next).isEqualTo(ByteBuffer.wrap(message));
      try (MessageStream stream = new MessageStream(ByteBuffer.wrap(message), () -> {})) {
        assertThat(stream.readAllBytes()).isEqualTo(message);
      }
    }
    assertThat(frames.next()).isNull();
  }

  @Property
  void textIsReadAsTheJdkReadsIt(
      @ForAll @StringLength(max = 16) @CharRange(from = '+', to = 'z') String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] expected;
    try {
      expected = Base64.getDecoder().decode(bytes);
    } catch (IllegalArgumentException e) {
      readsOrRefuses(bytes);
      return;
    }
    if (bytes.length % 4 == 0) {
      assertThat(Base64Run.decode(ByteBuffer.wrap(bytes))).isEqualTo(ByteBuffer.wrap(expected));
    }
  }

  /** Padding in the middle is read here, so that not all that the JDK refuses is refused. */
  private static void readsOrRefuses(byte[] text) {
    try {
      assertThat(Base64Run.decode(ByteBuffer.wrap(text)).remaining()).isLessThan(text.length);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("base64");
    }
  }

  @Property
  void timeoutsAreReadOrRefused(@ForAll String text) {
    try {
      assertThat(CallTimeout.deadline(text)).isNotNull();
    } catch (StatusRuntimeException refused) {
      assertThat(refused).hasMessageContaining("grpc-timeout");
    }
  }
}
