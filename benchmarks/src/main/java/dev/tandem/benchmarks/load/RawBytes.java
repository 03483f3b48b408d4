package dev.tandem.benchmarks.load;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Messages as they are on the wire. */
public final class RawBytes implements MethodDescriptor.Marshaller<byte[]> {
  /** Copies once: grpc has all of a message, and knows its length, when it asks. */
  @Override
  public byte[] parse(InputStream stream) {
    try {
      byte[] message = new byte[stream.available()];
      stream.readNBytes(message, 0, message.length);
      return message;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream stream(byte[] message) {
    return new Message(message);
  }

  /** A unary method of raw messages. */
  public static MethodDescriptor<byte[], byte[]> method(String fullName) {
    return method(fullName, new RawBytes());
  }

  static <T> MethodDescriptor<byte[], T> method(
      String fullName, MethodDescriptor.Marshaller<T> answers) {
    return MethodDescriptor.<byte[], T>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(fullName)
        .setRequestMarshaller(new RawBytes())
        .setResponseMarshaller(answers)
        .build();
  }

  /** Drained in one piece, since grpc would take a buffer of its own to copy it through. */
  private static final class Message extends ByteArrayInputStream
      implements Drainable, KnownLength {
    Message(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
