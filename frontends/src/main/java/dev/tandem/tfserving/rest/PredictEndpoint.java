package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.http.RequestBody;
import dev.tandem.tfserving.json.JsonPredict;
import dev.tandem.tfserving.json.PredictBody;
import dev.tandem.tfserving.json.PredictJsonReader;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.Signature;
import dev.tandem.tfserving.wire.TfServingException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code POST /v1/models/NAME:predict}. */
final class PredictEndpoint {
  /** Parsing a larger body takes long enough for the loop's other connections to feel it. */
  private static final int LARGE_BODY_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final InferenceEngine engine;
  private final PredictJsonReader reader;
  private final RestSender sender;
  private final RestOptions options;

  PredictEndpoint(
      Vertx vertx,
      InferenceEngine engine,
      PredictJsonReader reader,
      RestSender sender,
      RestOptions options) {
    this.vertx = vertx;
    this.engine = engine;
    this.reader = reader;
    this.sender = sender;
    this.options = options;
  }

  void handle(HttpServerRequest request, ServableRequest servable) {
    PredictExchange exchange =
        new PredictExchange(request, vertx.getOrCreateContext(), sender, servable);
    RequestBody.collect(
        request,
        options.maxBodyBytes(),
        body -> take(exchange, body, isGzip(request)),
        size -> exchange.refuse(tooLarge(size)));
  }

  private static boolean isGzip(HttpServerRequest request) {
    String coding = request.getHeader("Content-Encoding");
    return coding != null && coding.contains("gzip");
  }

  private TfServingException tooLarge(long size) {
    return TfServingException.invalidArgument(
        "Request body of " + size + " bytes is larger than " + options.maxBodyBytes() + " bytes");
  }

  private void take(PredictExchange exchange, byte[] body, boolean gzip) {
    if (!gzip && body.length <= LARGE_BODY_BYTES) {
      start(exchange, body);
      return;
    }
    exchange
        .context()
        .executeBlocking(
            () -> {
              start(exchange, gzip ? GzipBody.inflate(body) : body);
              return body.length;
            },
            false)
        .onFailure(exchange::fail);
  }

  /** Hands the request to the engine, or refuses it; on whatever thread. */
  private void start(PredictExchange exchange, byte[] body) {
    try {
      PredictBody parsed = PredictBody.parse(body);
      ServedModel model = exchange.servable().findForPredict(engine);
      parsed.checkSignature();
      Signature signature = Signature.of(model);
      JsonPredict predict = reader.read(parsed, model, signature, requestOptions());
      engine.infer(predict.request(), exchange.answerTo(signature, predict.inRows()));
    } catch (TfServingException e) {
      exchange.refuse(e);
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  private RequestOptions requestOptions() {
    long timeoutNs = TimeUnit.MILLISECONDS.toNanos(options.timeoutMs());
    return new RequestOptions(0, 0, System.nanoTime() + timeoutNs, Map.of());
  }
}
