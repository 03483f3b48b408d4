package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Body;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.BodyPlace;
import dev.tandem.http.BodyReceiver;
import dev.tandem.http.RequestBody;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.TfServingException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** {@code POST /v1/models/NAME:VERB}. */
final class InferenceEndpoint {
  /** Parsing a larger body takes long enough for the loop's other connections to feel it. */
  private static final int LARGE_BODY_BYTES = 128 * 1024;

  private final Vertx vertx;
  private final InferenceEngine engine;
  private final BodyMemory memory;
  private final RestOptions options;

  InferenceEndpoint(Vertx vertx, InferenceEngine engine, BodyMemory memory, RestOptions options) {
    this.vertx = vertx;
    this.engine = engine;
    this.memory = memory;
    this.options = options;
  }

  void handle(
      HttpServerRequest request, ServableRequest servable, RestSender sender, InferenceVerb verb) {
    InferenceExchange exchange =
        new InferenceExchange(request, vertx.getOrCreateContext(), sender, servable);
    BodyReceiver receiver =
        new BodyReceiver() {
          @Override
          public void onBody(Body body) {
            sender.record().arrived();
            exchange.begin(options.timeoutMs());
            take(exchange, verb, body, isGzip(request));
          }

          @Override
          public void onTooLarge(long bytes) {
            exchange.refuse(tooLarge(bytes));
          }

          @Override
          public void onNoRoom(ServingException failure) {
            exchange.onFailure(failure);
          }
        };
    RequestBody.collect(
        request, exchange.context(), BodyPlace.HEAP, memory, options.maxBodyBytes(), receiver);
  }

  private static boolean isGzip(HttpServerRequest request) {
    String coding = request.getHeader("Content-Encoding");
    return coding != null && coding.contains("gzip");
  }

  private TfServingException tooLarge(long size) {
    return TfServingException.invalidArgument(
        "Request body of " + size + " bytes is larger than " + options.maxBodyBytes() + " bytes");
  }

  private void take(InferenceExchange exchange, InferenceVerb verb, Body body, boolean gzip) {
    if (!gzip && body.size() <= LARGE_BODY_BYTES) {
      start(exchange, verb, body, false);
      return;
    }
    exchange
        .context()
        .executeBlocking(
            () -> {
              start(exchange, verb, body, gzip);
              return body;
            },
            false)
        .onFailure(
            fault -> {
              // The start itself answers all failures, so that it never ran.
              body.close();
              exchange.fail(fault);
            });
  }

  /** Hands the request to the engine, or refuses it; on whatever thread. */
  private void start(InferenceExchange exchange, InferenceVerb verb, Body body, boolean gzip) {
    RestInference inference;
    try {
      if (gzip) {
        body.replace(GzipBody.inflate(body.bytes()));
      }
      RequestOptions deadline = new RequestOptions(0, 0, exchange.deadlineNs(), Map.of());
      inference = verb.read(body.bytes(), exchange.servable(), deadline, body::close);
    } catch (TfServingException e) {
      body.close();
      exchange.refuse(e);
      return;
    } catch (ServingException e) {
      body.close();
      exchange.onFailure(e);
      return;
    } catch (RuntimeException | Error e) {
      body.close();
      exchange.fail(e);
      return;
    }
    body.forgetText();
    exchange.submit(engine, inference);
  }
}
