package dev.tandem.grpcweb;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The messages of a request, one after the other, as views of its body. */
final class FrameReader {
  static final int HEADER_BYTES = 1 + Integer.BYTES;
  private static final int COMPRESSED = 0x01;

  private final ByteBuffer body;

  FrameReader(ByteBuffer body) {
    this.body = body.slice().order(ByteOrder.BIG_ENDIAN);
  }

  boolean hasNext() {
    return body.hasRemaining();
  }

  /** The next message, or null at the end; throws with the status for what is no frame. */
  @Nullable ByteBuffer next() {
    if (!hasNext()) {
      return null;
    }
    if (body.remaining() < HEADER_BYTES) {
      throw malformed("the body ends within the header of a frame");
    }
    int flags = body.get() & 0xff;
    long length = Integer.toUnsignedLong(body.getInt());
    if (flags == COMPRESSED) {
      throw Status.UNIMPLEMENTED
          .withDescription("Compressed gRPC-Web messages are not supported (grpc-encoding)")
          .asRuntimeException();
    }
    if (flags != 0) {
      throw malformed("a request has a frame with the flags " + flags + " (expected: 0)");
    }
    if (length > body.remaining()) {
      throw malformed(
          "a frame announces " + length + " bytes, and " + body.remaining() + " bytes follow");
    }
    ByteBuffer message = body.slice(body.position(), (int) length);
    body.position(body.position() + (int) length);
    return message;
  }

  private static StatusRuntimeException malformed(String what) {
    return Status.INTERNAL
        .withDescription("Malformed gRPC-Web request: " + what)
        .asRuntimeException();
  }
}
