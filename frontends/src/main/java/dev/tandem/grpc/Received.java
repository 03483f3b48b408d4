package dev.tandem.grpc;

import dev.tandem.protobuf.WireCursor;
import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message that a call brought, over the transport's own memory, which is given back when this is
 * closed; without the message where its bytes are malformed.
 */
final class Received<T> {
  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  private final @Nullable T message;
  private @Nullable InputStream memory;

  private Received(@Nullable T message, @Nullable InputStream memory) {
    this.message = message;
    this.memory = memory;
  }

  static <T> Received<T> of(InputStream stream, Function<WireCursor, T> parser) {
    InputStream memory = null;
    try {
      memory = detached(stream);
      ByteBuffer[] buffers =
          memory == null
              ? new ByteBuffer[] {ByteBuffer.wrap(stream.readAllBytes())}
              : buffers(memory);
      return new Received<>(parser.apply(new WireCursor(buffers)), memory);
    } catch (RuntimeException | IOException e) {
      // Also what a broken compression throws: for the caller it is all the same.
      close(memory);
      return new Received<>(null, null);
    } catch (Error e) {
      close(memory);
      throw e;
    }
  }

  /** The stream as one that outlives the call of the parser, if its bytes lie in buffers. */
  private static @Nullable InputStream detached(InputStream stream) {
    return stream instanceof HasByteBuffer buffers
            && buffers.byteBufferSupported()
            && stream.markSupported()
            && stream instanceof Detachable detachable
        ? detachable.detach()
        : null;
  }

  /** All buffers of {@code memory}, which is left at its beginning, so that it still has them. */
  private static ByteBuffer[] buffers(InputStream memory) throws IOException {
    int size = memory.available();
    ByteBuffer first = size == 0 ? null : ((HasByteBuffer) memory).getByteBuffer();
    if (first == null) {
      return NOTHING;
    }
    if (first.remaining() == size) {
      return new ByteBuffer[] {first};
    }
    List<ByteBuffer> buffers = new ArrayList<>();
    memory.mark(size);
    while (memory.available() > 0) {
      ByteBuffer next = ((HasByteBuffer) memory).getByteBuffer();
      if (next == null || memory.skip(next.remaining()) != next.remaining()) {
        throw new IOException("a message's buffers end before it does");
      }
      buffers.add(next);
    }
    memory.reset();
    return buffers.toArray(ByteBuffer[]::new);
  }

  /** The message, or nothing where it is malformed. */
  @Nullable T message() {
    return message;
  }

  /** Gives the memory back; by one thread at a time. */
  void close() {
    InputStream held = memory;
    memory = null;
    close(held);
  }

  private static void close(@Nullable InputStream memory) {
    if (memory != null) {
      try {
        memory.close();
      } catch (IOException e) {
        throw new IllegalStateException("a buffer of the transport could not be given back", e);
      }
    }
  }
}
