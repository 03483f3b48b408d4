package dev.tandem.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.protobuf.WireCursor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ReceivedTest {
  private static final int MAX_UNPACKED_BYTES = 10_000;

  private final ByteBudget unpacked = new ByteBudget(1 << 20);
  private final CallResources resources =
      new CallResources(unpacked, MAX_UNPACKED_BYTES, unpacked, Runnable::run);

  @Test
  void readsBuffersWhereTheyAre() {
    ByteBuffer one = ByteBuffer.allocateDirect(2);
    ByteBuffer other = ByteBuffer.allocateDirect(3);
    TransportStream stream = new TransportStream(one, other);

    Received<WireCursor> received = Received.of(stream, cursor -> cursor, resources);
    other.put(2, (byte) 7);

    WireCursor cursor = requireNonNull(received.message());
    assertThat(cursor.bytes(5)).containsExactly(0, 0, 0, 0, 7);
    assertThat(stream.timesGivenBack()).isZero();
  }

  @Test
  void givesTheMemoryBackOnce() {
    TransportStream stream = new TransportStream(ByteBuffer.allocate(2));
    Received<String> received = Received.of(stream, cursor -> "read", resources);

    received.close();
    received.close();

    assertThat(stream.timesGivenBack()).isOne();
  }

  @Test
  void readsAnEmptyMessage() {
    Received<Integer> received =
        Received.of(new TransportStream(), WireCursor::remaining, resources);

    assertThat(received.message()).isZero();
  }

  @Test
  void copiesAStreamWithoutBuffers() {
    InputStream stream = new ByteArrayInputStream(new byte[] {1, 2});

    Received<byte[]> received = Received.of(stream, cursor -> cursor.bytes(2), resources);

    assertThat(received.message()).containsExactly(1, 2);
  }

  @Test
  void hasNoMessageWhereTheStreamBreaks() throws IOException {
    byte[] cutOff = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};

    Received<String> received =
        Received.of(
            new GZIPInputStream(new ByteArrayInputStream(cutOff)), cursor -> "read", resources);

    assertThat(received.message()).isNull();
    assertThat(received.fault().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(unpacked.reserved()).isZero();
  }

  @Test
  void countsWhatItUnpacksUntilItIsClosed() {
    Received<Integer> received =
        Received.of(new ByteArrayInputStream(new byte[5000]), WireCursor::remaining, resources);

    assertThat(received.message()).isEqualTo(5000);
    assertThat(unpacked.reserved()).isGreaterThanOrEqualTo(5000);
    received.close();
    assertThat(unpacked.reserved()).isZero();
  }

  @Test
  void refusesWhatUnpacksToTooMuch() {
    InputStream endless = new Zeros();

    Received<String> received = Received.of(endless, cursor -> "read", resources);

    assertThat(received.message()).isNull();
    assertThat(received.fault().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(received.fault().getDescription()).contains("--http-max-input-size");
    assertThat(unpacked.reserved()).isZero();
  }

  @Test
  void refusesWhatThereIsNoRoomToUnpack() {
    CallResources narrow =
        new CallResources(new ByteBudget(4096), MAX_UNPACKED_BYTES, unpacked, Runnable::run);

    Received<String> received =
        Received.of(new ByteArrayInputStream(new byte[5000]), cursor -> "read", narrow);

    assertThat(received.fault().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(received.fault().getDescription()).contains("--max-in-flight-bytes");
    assertThat(narrow.unpacked().reserved()).isZero();
  }

  private static final class Zeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }
  }
}
