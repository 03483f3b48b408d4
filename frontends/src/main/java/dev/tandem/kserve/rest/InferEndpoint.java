package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.ContentCoding;
import dev.tandem.http.RequestBody;
import dev.tandem.kserve.wire.RestInfer;
import dev.tandem.kserve.wire.RestInferReader;
import dev.tandem.kserve.wire.VersionText;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/** {@code POST /v2/models/NAME/infer}. */
final class InferEndpoint {
  /**
   * Parsing a body larger than this takes long enough to be felt by the other connections of an
   * event loop.
   */
  private static final int LARGE_BODY_BYTES = 128 * 1024;

  private static final long MAX_BINARY_BODY_BYTES = Integer.MAX_VALUE - 64L;

  private final Vertx vertx;
  private final InferenceEngine engine;
  private final RestInferReader reader;
  private final long maxInputBytes;

  InferEndpoint(Vertx vertx, InferenceEngine engine, RestInferReader reader, long maxInputBytes) {
    this.vertx = vertx;
    this.engine = engine;
    this.reader = reader;
    this.maxInputBytes = maxInputBytes;
  }

  void handle(HttpServerRequest request, V2Route route) {
    Context context = vertx.getOrCreateContext();
    // The limit is for JSON; binary tensors are limited by what one buffer can hold.
    boolean binary = request.getHeader(HeaderLength.NAME) != null;
    long maxBytes = binary ? MAX_BINARY_BODY_BYTES : maxInputBytes;
    RequestBody.collect(
        request,
        maxBytes,
        body -> {
          if (body.length > LARGE_BODY_BYTES || request.getHeader("Content-Encoding") != null) {
            context.executeBlocking(
                () -> {
                  infer(request, context, route, body);
                  return body.length;
                },
                false);
          } else {
            infer(request, context, route, body);
          }
        },
        size ->
            Answers.failure(request, RestInferReader.tooLarge(size, maxBytes), "", Answers.JSON));
  }

  private void infer(HttpServerRequest request, Context context, V2Route route, byte[] packed) {
    InferAnswer answer = new InferAnswer(request, context);
    boolean looksUp = true;
    try {
      byte[] body = unpack(request, packed);
      ServedModel model = VersionText.lookUp(engine, route.model(), route.version());
      if (model.config().isDecoupled()) {
        throw new ServingException(
            Reason.UNSUPPORTED,
            "HTTP end point doesn't support models with decoupled transaction policy");
      }
      int jsonLength = HeaderLength.of(request.getHeader(HeaderLength.NAME), body.length);
      looksUp = false;
      RestInfer infer = reader.read(body, jsonLength, model);
      answer.expect(infer);
      engine.infer(infer.request(), answer);
    } catch (ServingException e) {
      answer.refuse(e, looksUp ? Answers.PLAIN : Answers.JSON);
    } catch (RuntimeException | Error e) {
      answer.fault(e);
    }
  }

  private byte[] unpack(HttpServerRequest request, byte[] body) {
    List<String> codings = request.headers().getAll("Content-Encoding");
    if (codings.isEmpty()) {
      return body;
    }
    Optional<ContentCoding> coding = ContentCoding.ofToken(codings.get(0));
    if (coding.isEmpty()) {
      request.response().putHeader("Accept-Encoding", "gzip, deflate");
      throw new ServingException(Reason.UNSUPPORTED, "Unsupported compression type");
    }
    if (coding.get() == ContentCoding.IDENTITY) {
      return body;
    }
    try {
      return ContentCoding.unpack(body, maxInputBytes);
    } catch (ContentCoding.TooLarge e) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "Decompressed data size exceeds the maximum allowed value of "
              + maxInputBytes
              + " bytes. Use --http-max-input-size to increase the limit.",
          e);
    }
  }
}
