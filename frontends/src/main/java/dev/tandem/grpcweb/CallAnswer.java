package dev.tandem.grpcweb;

import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes out for one call. Any thread gives, one at a time; the event loop of the request
 * writes. The only message of a call waits for its end, so that both are one write.
 */
final class CallAnswer {
  /** As gRPC has it: with less than this on its way, a call takes more. */
  private static final int READY_BYTES = 32 * 1024;

  private static final String ONE_CODING = "identity";

  private final HttpServerRequest request;
  private final Context context;
  private final Framing framing;
  private final AtomicLong unwrittenBytes = new AtomicLong();
  private Metadata headers = new Metadata();
  private byte @Nullable [] onlyMessage;
  private Runnable onReady = () -> {};

  CallAnswer(HttpServerRequest request, Context context, Framing framing) {
    this.request = request;
    this.context = context;
    this.framing = framing;
  }

  Framing framing() {
    return framing;
  }

  /** Called on the event loop whenever the client has taken so much that it may have more. */
  void onReady(Runnable handler) {
    onReady = handler;
  }

  boolean isReady() {
    return unwrittenBytes.get() < READY_BYTES;
  }

  /** What goes in front of all; of a stream at once, as its first message may be long in coming. */
  void head(Metadata metadata, boolean now) {
    headers = metadata;
    if (now) {
      post(
          () -> {
            if (!isOver() && !response().headWritten()) {
              writeHeaders();
              forget(response().setChunked(true).writeHead());
            }
          });
    }
  }

  void onlyMessage(byte[] frame) {
    onlyMessage = frame;
  }

  void message(byte[] frame) {
    unwrittenBytes.addAndGet(frame.length);
    post(
        () -> {
          if (!isOver()) {
            response()
                .write(BufferInternal.buffer(Unpooled.wrappedBuffer(frame)))
                .onComplete(written -> written(frame.length));
          }
        });
  }

  private void written(int bytes) {
    long before = unwrittenBytes.getAndAdd(-bytes);
    if (before >= READY_BYTES && before - bytes < READY_BYTES) {
      onReady.run();
    }
  }

  /**
   * Ends the answer, unless it has ended, and tells on the event loop whether all of it got out.
   */
  void end(Status status, Metadata trailers, Consumer<Boolean> done) {
    byte[] last = FrameWriter.trailers(TrailerText.of(status, trailers), framing);
    post(
        () -> {
          if (isOver()) {
            done.accept(false);
          } else {
            write(last).onComplete(written -> done.accept(written.succeeded()));
          }
        });
  }

  private Future<Void> write(byte[] last) {
    if (!response().headWritten()) {
      writeHeaders();
    }
    byte[] message = onlyMessage;
    ByteBuf all =
        message == null ? Unpooled.wrappedBuffer(last) : Unpooled.wrappedBuffer(message, last);
    return response().end(BufferInternal.buffer(all));
  }

  private void writeHeaders() {
    response().putHeader(HttpHeaders.CONTENT_TYPE, framing.contentType());
    response().putHeader("grpc-accept-encoding", ONE_CODING);
    CallMetadata.forEach(headers, (name, value) -> response().headers().add(name, value));
  }

  private boolean isOver() {
    return response().ended() || response().closed();
  }

  HttpServerResponse response() {
    return request.response();
  }

  /** Runs {@code task} on the event loop, after all that was posted before. */
  void post(Runnable task) {
    try {
      context.runOnContext(go -> task.run());
    } catch (RejectedExecutionException e) {
      // The event loops are gone, and the connection with them.
      return;
    }
  }

  /** Whether it was written shows with what is written next. */
  private static void forget(Future<Void> written) {
    written.onFailure(failure -> {});
  }
}
