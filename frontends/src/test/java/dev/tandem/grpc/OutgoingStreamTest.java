package dev.tandem.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OutgoingStreamTest {
  private final Message message = new Message();
  private final OutgoingStream stream = new OutgoingStream(message);

  @Test
  void writesTheMessageToTheTransport() throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();

    assertThat(stream.available()).isEqualTo(Message.BYTES);
    assertThat(stream.drainTo(target)).isEqualTo(Message.BYTES);

    assertThat(target.size()).isEqualTo(Message.BYTES);
    assertThat(stream.available()).isZero();
    assertThat(stream.read()).isEqualTo(-1);
  }

  @Test
  void canBeReadAsWell() throws IOException {
    assertThat(stream.read()).isEqualTo(7);
    assertThat(stream.available()).isEqualTo(Message.BYTES - 1);
    assertThat(stream.readAllBytes()).hasSize(Message.BYTES - 1);
    assertThat(stream.available()).isZero();
  }

  @Test
  void closesItsMessageOnce() {
    stream.close();
    stream.close();

    assertThat(message.closed).isOne();
  }

  private static final class Message implements OutgoingMessage {
    private static final int BYTES = 20_000;
    private int closed;

    @Override
    public int size() {
      return BYTES;
    }

    @Override
    public void writeTo(WireWriter writer) throws IOException {
      writer.varint(7);
      writer.bytes(ByteBuffer.allocateDirect(BYTES - 1));
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
