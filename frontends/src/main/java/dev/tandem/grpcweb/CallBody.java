package dev.tandem.grpcweb;

import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Body;
import dev.tandem.http.BodyReceiver;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Waits for the body of a call and starts the call with it. */
record CallBody(
    ServerMethodDefinition<?, ?> method,
    HttpServerRequest request,
    Framing framing,
    ContextInternal loop,
    @Nullable Deadline deadline,
    CallAnswer answer,
    long maxBytes)
    implements BodyReceiver {
  /** Reading more base64 than this takes long enough to be felt by others on an event loop. */
  private static final int LARGE_TEXT_BYTES = 256 * 1024;

  @Override
  public void onBody(Body body) {
    if (framing == Framing.BINARY) {
      start(body, body.bytes());
    } else if (body.size() <= LARGE_TEXT_BYTES) {
      decode(body);
    } else {
      loop.executeBlocking(() -> Base64Run.decode(body.bytes()), false)
          .onSuccess(decoded -> start(body, decoded))
          .onFailure(failure -> malformed(body, failure));
    }
  }

  private void decode(Body body) {
    ByteBuffer decoded;
    try {
      decoded = Base64Run.decode(body.bytes());
    } catch (IllegalArgumentException e) {
      malformed(body, e);
      return;
    }
    start(body, decoded);
  }

  private void malformed(Body body, Throwable failure) {
    body.close();
    refuse(Status.INTERNAL.withDescription("Malformed gRPC-Web request: " + failure.getMessage()));
  }

  private void start(Body body, ByteBuffer frames) {
    CancellableContext context =
        deadline == null
            ? Context.ROOT.withCancellation()
            : Context.ROOT.withDeadline(deadline, loop.nettyEventLoop());
    new GrpcWebCall<>(method, loop, context, answer, new FrameReader(frames), new SharedBody(body))
        .start(CallMetadata.of(request.headers()));
  }

  @Override
  public void onTooLarge(long bytes) {
    refuse(
        Status.RESOURCE_EXHAUSTED.withDescription(
            "Request body of "
                + bytes
                + " bytes exceeds the maximum allowed value of "
                + maxBytes
                + ". Use --http-max-input-size to increase the limit."));
  }

  @Override
  public void onNoRoom(ServingException failure) {
    refuse(Status.UNAVAILABLE.withDescription(failure.getMessage()));
  }

  private void refuse(Status status) {
    answer.end(status, new Metadata(), sent -> {});
  }
}
