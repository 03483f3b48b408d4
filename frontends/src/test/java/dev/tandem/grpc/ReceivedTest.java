package dev.tandem.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protobuf.WireCursor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ReceivedTest {
  @Test
  void readsBuffersWhereTheyAre() {
    ByteBuffer one = ByteBuffer.allocateDirect(2);
    ByteBuffer other = ByteBuffer.allocateDirect(3);
    TransportStream stream = new TransportStream(one, other);

    Received<WireCursor> received = Received.of(stream, cursor -> cursor);
    other.put(2, (byte) 7);

    WireCursor cursor = requireNonNull(received.message());
    assertThat(cursor.bytes(5)).containsExactly(0, 0, 0, 0, 7);
    assertThat(stream.timesGivenBack()).isZero();
  }

  @Test
  void givesTheMemoryBackOnce() {
    TransportStream stream = new TransportStream(ByteBuffer.allocate(2));
    Received<String> received = Received.of(stream, cursor -> "read");

    received.close();
    received.close();

    assertThat(stream.timesGivenBack()).isOne();
  }

  @Test
  void readsAnEmptyMessage() {
    Received<Integer> received = Received.of(new TransportStream(), WireCursor::remaining);

    assertThat(received.message()).isZero();
  }

  @Test
  void copiesAStreamWithoutBuffers() {
    InputStream stream = new ByteArrayInputStream(new byte[] {1, 2});

    Received<byte[]> received = Received.of(stream, cursor -> cursor.bytes(2));

    assertThat(received.message()).containsExactly(1, 2);
  }

  @Test
  void hasNoMessageWhereTheStreamBreaks() throws IOException {
    byte[] cutOff = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};

    Received<String> received =
        Received.of(new GZIPInputStream(new ByteArrayInputStream(cutOff)), cursor -> "read");

    assertThat(received.message()).isNull();
  }
}
