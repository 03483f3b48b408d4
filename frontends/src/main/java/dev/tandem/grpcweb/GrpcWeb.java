package dev.tandem.grpcweb;

import dev.tandem.http.BodyMemory;
import dev.tandem.http.BodyPlace;
import dev.tandem.http.RequestBody;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the gRPC ports for browsers: a POST of one or several messages to the path of a
 * method. Runs on event loops and never blocks them.
 */
public final class GrpcWeb {
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private final Vertx vertx;
  private final BodyMemory memory;
  private final long maxInputBytes;
  private final Map<String, ServerMethodDefinition<?, ?>> byPath = new HashMap<>();

  public GrpcWeb(
      Vertx vertx, List<ServerServiceDefinition> services, BodyMemory memory, long maxInputBytes) {
    this.vertx = vertx;
    this.memory = memory;
    this.maxInputBytes = maxInputBytes;
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
        byPath.put("/" + method.getMethodDescriptor().getFullMethodName(), method);
      }
    }
  }

  /** Takes what says that it is gRPC-Web and leaves the rest to the routes behind. */
  public void mount(Router router) {
    router
        .route()
        .handler(
            context -> {
              HttpServerRequest request = context.request();
              String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
              if (contentType != null
                  && request.method().equals(HttpMethod.POST)
                  && Framing.isGrpcWeb(contentType)) {
                handle(request, contentType);
              } else {
                context.next();
              }
            });
  }

  private void handle(HttpServerRequest request, String contentType) {
    Optional<Framing> framing = Framing.ofBody(contentType);
    if (framing.isEmpty()) {
      request
          .response()
          .setStatusCode(UNSUPPORTED_MEDIA_TYPE)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain")
          .end("gRPC-Web messages are protobuf here: application/grpc-web+proto or -text+proto");
      return;
    }
    ContextInternal loop = (ContextInternal) vertx.getOrCreateContext();
    Framing answered = framing.get().ofAnswer(request.getHeader(HttpHeaders.ACCEPT));
    CallAnswer answer = new CallAnswer(request, loop, answered);
    try {
      collect(request, framing.get(), loop, answer);
    } catch (StatusRuntimeException e) {
      answer.end(e.getStatus(), new Metadata(), sent -> {});
    }
  }

  private void collect(
      HttpServerRequest request, Framing framing, ContextInternal loop, CallAnswer answer) {
    @Nullable ServerMethodDefinition<?, ?> method = byPath.get(request.path());
    if (method == null) {
      throw unimplemented("Method not found: " + request.path());
    }
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equals("identity")) {
      throw unimplemented("Content-Encoding: '" + coding + "' (expected: none)");
    }
    Deadline deadline = CallTimeout.deadline(request.getHeader("grpc-timeout"));
    RequestBody.collect(
        request,
        loop,
        BodyPlace.NATIVE,
        memory,
        maxInputBytes,
        new CallBody(method, request, framing, loop, deadline, answer, maxInputBytes));
  }

  private static StatusRuntimeException unimplemented(String what) {
    return Status.UNIMPLEMENTED.withDescription(what).asRuntimeException();
  }
}
