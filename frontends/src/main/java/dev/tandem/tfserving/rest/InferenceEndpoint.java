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
import dev.tandem.tfserving.wire.TooMuchForLoop;
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
    if (gzip || body.size() > LARGE_BODY_BYTES) {
      startOnWorker(exchange, verb, body, gzip);
    } else if (!start(exchange, verb, body, true)) {
      startOnWorker(exchange, verb, body, false);
    }
  }

  private void startOnWorker(
      InferenceExchange exchange, InferenceVerb verb, Body body, boolean gzip) {
    exchange
        .context()
        .executeBlocking(
            () -> {
              if (!gzip || unpack(exchange, body)) {
                start(exchange, verb, body, false);
              }
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

  /** Puts in place of the body what it unpacks to, or refuses the request. */
  private boolean unpack(InferenceExchange exchange, Body body) {
    try {
      body.replace(GzipBody.unpack(body.bytes(), options.maxBodyBytes(), memory.budget()));
      return true;
    } catch (RuntimeException | Error e) {
      refuse(exchange, body, e);
      return false;
    }
  }

  /**
   * Hands the request to the engine, or refuses it; on whatever thread. False where it is too much
   * for an event loop, and nothing has come of it.
   */
  private boolean start(InferenceExchange exchange, InferenceVerb verb, Body body, boolean onLoop) {
    RestInference inference;
    try {
      RequestOptions deadline = new RequestOptions(0, 0, exchange.deadlineNs(), Map.of());
      inference = verb.read(body, exchange.servable(), deadline, onLoop);
    } catch (TooMuchForLoop e) {
      return false;
    } catch (RuntimeException | Error e) {
      refuse(exchange, body, e);
      return true;
    }
    body.forgetText();
    exchange.submit(engine, inference);
    return true;
  }

  private static void refuse(InferenceExchange exchange, Body body, Throwable thrown) {
    body.close();
    if (thrown instanceof TfServingException refusal) {
      exchange.refuse(refusal);
    } else if (thrown instanceof ServingException failure) {
      exchange.onFailure(failure);
    } else {
      exchange.fail(thrown);
    }
  }
}
