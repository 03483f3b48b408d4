package dev.tandem.kserve.rest;

import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Body;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.BodyPlace;
import dev.tandem.http.BodyReceiver;
import dev.tandem.http.RequestBody;
import dev.tandem.kserve.wire.RestInferReader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Answers requests of a few bytes with JSON, once their bodies are there. */
record JsonExchange(Vertx vertx, BodyMemory memory, long maxInputBytes) {
  void handle(HttpServerRequest request, Function<ByteBuffer, String> answer) {
    RequestBody.collect(
        request,
        vertx.getOrCreateContext(),
        BodyPlace.HEAP,
        memory,
        maxInputBytes,
        new BodyReceiver() {
          @Override
          public void onBody(Body body) {
            try (body) {
              Answers.json(request, answer.apply(body.bytes()));
            } catch (ServingException e) {
              Answers.failure(request, e, "", Answers.JSON);
            }
          }

          @Override
          public void onTooLarge(long bytes) {
            onNoRoom(RestInferReader.tooLarge(bytes, maxInputBytes));
          }

          @Override
          public void onNoRoom(ServingException failure) {
            Answers.failure(request, failure, "", Answers.JSON);
          }
        });
  }
}
