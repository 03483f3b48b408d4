package dev.tandem.grpcweb;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Puts messages and trailers into frames. */
final class FrameWriter {
  private static final int DATA = 0x00;
  private static final int TRAILERS = 0x80;
  private static final int UNKNOWN_BYTES = 512;

  private FrameWriter() {}

  /** The frame of a message, whose stream stays the caller's. */
  static byte[] message(InputStream message, Framing framing) {
    try {
      Sink sink = new Sink(message instanceof KnownLength ? message.available() : UNKNOWN_BYTES);
      if (message instanceof Drainable drainable) {
        drainable.drainTo(sink);
      } else {
        message.transferTo(sink);
      }
      return sink.frame(DATA, framing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] trailers(byte[] text, Framing framing) {
    Sink sink = new Sink(text.length);
    sink.write(text, 0, text.length);
    return sink.frame(TRAILERS, framing);
  }

  /** A frame in the making, without a second copy where its length was known. */
  private static final class Sink extends ByteArrayOutputStream {
    Sink(int bytes) {
      super(FrameReader.HEADER_BYTES + bytes);
      count = FrameReader.HEADER_BYTES;
    }

    byte[] frame(int flags, Framing framing) {
      ByteBuffer.wrap(buf).put((byte) flags).putInt(count - FrameReader.HEADER_BYTES);
      byte[] frame = buf.length == count ? buf : toByteArray();
      return framing == Framing.TEXT ? Base64.getEncoder().encode(frame) : frame;
    }
  }
}
