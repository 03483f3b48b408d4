package dev.tandem.grpc;

import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireWriter;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A message on its way out, which it closes when it is closed itself. */
final class OutgoingStream extends InputStream implements Drainable, KnownLength {
  private static final int CHUNK_BYTES = 8 << 10;
  private static final ThreadLocal<byte[]> CHUNK =
      ThreadLocal.withInitial(() -> new byte[CHUNK_BYTES]);

  private final OutgoingMessage message;
  private boolean drained;
  private boolean closed;
  private @Nullable ByteArrayInputStream copy;

  OutgoingStream(OutgoingMessage message) {
    this.message = message;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (drained) {
      return copy == null ? 0 : (int) copy.transferTo(target);
    }
    drained = true;
    WireWriter writer = new WireWriter(target, CHUNK.get());
    message.writeTo(writer);
    writer.flush();
    return message.size();
  }

  @Override
  public int available() {
    if (drained) {
      return copy == null ? 0 : copy.available();
    }
    return message.size();
  }

  @Override
  public int read() throws IOException {
    return copy().read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return copy().read(target, offset, length);
  }

  /** For a transport that reads its messages and has no stream that they could be written to. */
  private InputStream copy() throws IOException {
    if (copy == null) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(available());
      if (!drained) {
        drainTo(bytes);
      }
      copy = new ByteArrayInputStream(bytes.toByteArray());
    }
    return copy;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      message.close();
    }
  }
}
