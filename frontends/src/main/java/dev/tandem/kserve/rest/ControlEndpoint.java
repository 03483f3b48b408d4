package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Body;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.BodyPlace;
import dev.tandem.http.BodyReceiver;
import dev.tandem.http.RequestBody;
import dev.tandem.kserve.wire.ControlBody;
import dev.tandem.kserve.wire.RestInferReader;
import dev.tandem.status.StageFailure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v2/repository/models/NAME/load} and {@code /unload}. */
final class ControlEndpoint {
  private static final Logger logger = LoggerFactory.getLogger(ControlEndpoint.class);

  private final Vertx vertx;
  private final InferenceEngine engine;
  private final BodyMemory memory;
  private final long maxInputBytes;

  ControlEndpoint(Vertx vertx, InferenceEngine engine, BodyMemory memory, long maxInputBytes) {
    this.vertx = vertx;
    this.engine = engine;
    this.memory = memory;
    this.maxInputBytes = maxInputBytes;
  }

  void handle(HttpServerRequest request, V2Route route) {
    Context context = vertx.getOrCreateContext();
    BodyReceiver receiver =
        new BodyReceiver() {
          @Override
          public void onBody(Body body) {
            // A body may bring a whole model, which takes too long to read for an event loop.
            context
                .executeBlocking(() -> begin(route, body.bytes()), false)
                .onComplete(
                    begun -> {
                      body.forgetText();
                      begun.whenComplete(
                          (done, failure) ->
                              context.runOnContext(
                                  answer -> {
                                    body.close();
                                    answer(request, failure);
                                  }));
                    },
                    failure -> {
                      body.close();
                      answer(request, failure);
                    });
          }

          @Override
          public void onTooLarge(long bytes) {
            onNoRoom(RestInferReader.tooLarge(bytes, maxInputBytes));
          }

          @Override
          public void onNoRoom(ServingException failure) {
            Answers.failure(request, failure, "", Answers.JSON);
          }
        };
    RequestBody.collect(request, context, BodyPlace.HEAP, memory, maxInputBytes, receiver);
  }

  private CompletionStage<Void> begin(V2Route route, ByteBuffer body) {
    ControlBody.requireNoRepository(route.repository());
    return route.endpoint() == V2Endpoint.REPOSITORY_LOAD
        ? engine.control().load(ControlBody.load(route.model(), body))
        : engine.control().unload(ControlBody.unload(route.model(), body));
  }

  private static void answer(HttpServerRequest request, @Nullable Throwable failure) {
    if (failure == null) {
      Answers.json(request, "");
    } else {
      Answers.failure(request, asRefusal(failure), "", Answers.JSON);
    }
  }

  private static ServingException asRefusal(Throwable failure) {
    Throwable cause = StageFailure.cause(failure);
    if (cause instanceof ServingException refusal) {
      return refusal;
    }
    logger.warn("a model could not be loaded or unloaded", cause);
    return new ServingException(Reason.INTERNAL, "internal error: " + cause, cause);
  }
}
