package dev.tandem.grpc;

import dev.tandem.engine.api.ServingException;
import dev.tandem.http.UnpackedBytes;
import dev.tandem.protobuf.WireCursor;
import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message that a call brought, over the transport's own memory, which is given back when this is
 * closed, or over what it was unpacked to; without the message where there is a fault with it.
 */
final class Received<T> {
  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};
  private static final Status MALFORMED =
      Status.INTERNAL.withDescription("Unable to parse request");

  private final @Nullable T message;
  private final Status fault;
  private @Nullable AutoCloseable memory;

  private Received(@Nullable T message, @Nullable AutoCloseable memory, Status fault) {
    this.message = message;
    this.memory = memory;
    this.fault = fault;
  }

  static <T> Received<T> of(
      InputStream stream, Function<WireCursor, T> parser, CallResources resources) {
    AutoCloseable memory = null;
    try {
      InputStream detached = detached(stream);
      ByteBuffer[] buffers;
      if (detached == null) {
        UnpackedBytes unpacked = new UnpackedBytes(resources.unpacked());
        memory = unpacked;
        unpacked.readAll(stream, resources.maxUnpackedBytes());
        buffers = new ByteBuffer[] {unpacked.bytes()};
      } else {
        memory = detached;
        buffers = buffers(detached);
      }
      return new Received<>(parser.apply(new WireCursor(buffers)), memory, Status.OK);
    } catch (UnpackedBytes.TooLarge e) {
      close(memory);
      return new Received<>(null, null, tooLarge(resources.maxUnpackedBytes()));
    } catch (ServingException e) {
      close(memory);
      return new Received<>(null, null, Status.RESOURCE_EXHAUSTED.withDescription(e.text()));
    } catch (RuntimeException | IOException e) {
      // Also what a broken compression throws: for the caller it is all the same.
      close(memory);
      return new Received<>(null, null, MALFORMED);
    } catch (Error e) {
      close(memory);
      throw e;
    }
  }

  static Status tooLarge(long maxBytes) {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "Decompressed message size exceeds the maximum allowed value of "
            + maxBytes
            + " bytes. Use --http-max-input-size to increase the limit.");
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

  /** The message, or nothing where {@link #fault} says why. */
  @Nullable T message() {
    return message;
  }

  /** Why there is no message. */
  Status fault() {
    return fault;
  }

  /** Gives the memory back; by one thread at a time. */
  void close() {
    AutoCloseable held = memory;
    memory = null;
    close(held);
  }

  private static void close(@Nullable AutoCloseable memory) {
    if (memory != null) {
      try {
        memory.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("a buffer of the transport could not be given back", e);
      }
    }
  }
}
