package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Body;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.BodyPlace;
import dev.tandem.http.BodyReceiver;
import dev.tandem.http.ContentCoding;
import dev.tandem.http.RequestBody;
import dev.tandem.http.UnpackedBytes;
import dev.tandem.kserve.access.ForwardedHeaders;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.RestInfer;
import dev.tandem.kserve.wire.RestInferReader;
import dev.tandem.kserve.wire.VersionText;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /v2/models/NAME/infer}. */
final class InferEndpoint {
  /**
   * Parsing more JSON than this takes long enough to be felt by the other connections of an event
   * loop.
   */
  private static final int LARGE_JSON_BYTES = 128 * 1024;

  private static final long MAX_BINARY_BODY_BYTES = Integer.MAX_VALUE - 64L;

  private final Vertx vertx;
  private final InferenceEngine engine;
  private final RestInferReader reader;
  private final BodyMemory memory;
  private final ForwardedHeaders forwarded;
  private final long maxInputBytes;

  InferEndpoint(
      Vertx vertx,
      InferenceEngine engine,
      BodyMemory memory,
      SharedMemory regions,
      ForwardedHeaders forwarded,
      long maxInputBytes) {
    this.vertx = vertx;
    this.engine = engine;
    this.reader = new RestInferReader(memory.pool(), regions, maxInputBytes);
    this.memory = memory;
    this.forwarded = forwarded;
    this.maxInputBytes = maxInputBytes;
  }

  void handle(HttpServerRequest request, V2Route route) {
    Call call = new Call(request, vertx.getOrCreateContext(), route);
    // The limit is for JSON; binary tensors are limited by what one buffer can hold.
    boolean binary = call.headerLength != null;
    RequestBody.collect(
        request,
        call.context,
        binary && call.coding == null ? BodyPlace.NATIVE : BodyPlace.HEAP,
        memory,
        binary ? MAX_BINARY_BODY_BYTES : maxInputBytes,
        call);
  }

  /** One request on its way to the engine; on one thread at a time. */
  private final class Call implements BodyReceiver {
    private final HttpServerRequest request;
    private final Context context;
    private final V2Route route;
    private final InferAnswer answer;
    private final @Nullable String headerLength;
    private final @Nullable String coding;

    Call(HttpServerRequest request, Context context, V2Route route) {
      this.request = request;
      this.context = context;
      this.route = route;
      headerLength = request.getHeader(HeaderLength.NAME);
      coding = request.getHeader("Content-Encoding");
      answer = new InferAnswer(request, context, memory);
    }

    @Override
    public void onTooLarge(long bytes) {
      long maxBytes = headerLength == null ? maxInputBytes : MAX_BINARY_BODY_BYTES;
      answer.refuse(RestInferReader.tooLarge(bytes, maxBytes), Answers.JSON);
    }

    @Override
    public void onNoRoom(ServingException failure) {
      answer.refuse(failure, Answers.JSON);
    }

    @Override
    public void onBody(Body body) {
      answer.watchClient();
      step(
          body,
          () -> {
            if (coding == null) {
              lookUp(body);
            } else {
              onWorker(body, () -> unpack(body, coding));
            }
          });
    }

    /** Does one step; where it fails, the request ends with it. */
    private void step(Body body, Runnable step) {
      try {
        step.run();
      } catch (ServingException e) {
        body.close();
        answer.refuse(e, Answers.PLAIN);
      } catch (RuntimeException | Error e) {
        body.close();
        answer.fault(e);
      }
    }

    private void onWorker(Body body, Runnable step) {
      context
          .executeBlocking(
              () -> {
                step(body, step);
                return body;
              },
              false)
          // A step catches all failures, so that this one never ran.
          .onFailure(never -> body.close());
    }

    private void unpack(Body body, String token) {
      Optional<ContentCoding> known = ContentCoding.ofToken(token);
      if (known.isEmpty()) {
        request.response().putHeader("Accept-Encoding", "gzip, deflate");
        throw new ServingException(Reason.UNSUPPORTED, "Unsupported compression type");
      }
      if (known.get() != ContentCoding.IDENTITY) {
        try {
          body.replace(ContentCoding.unpack(body.bytes(), maxInputBytes, memory.budget()));
        } catch (UnpackedBytes.TooLarge e) {
          throw new ServingException(
              Reason.INVALID_REQUEST,
              "Decompressed data size exceeds the maximum allowed value of "
                  + maxInputBytes
                  + " bytes. Use --http-max-input-size to increase the limit.",
              e);
        }
      }
      lookUp(body);
    }

    private void lookUp(Body body) {
      ServedModel model = VersionText.lookUp(engine, route.model(), route.version());
      if (model.config().isDecoupled()) {
        throw new ServingException(
            Reason.UNSUPPORTED,
            "HTTP end point doesn't support models with decoupled transaction policy");
      }
      int jsonLength = HeaderLength.of(headerLength, body.size());
      if (jsonLength > LARGE_JSON_BYTES && Context.isOnEventLoopThread()) {
        onWorker(body, () -> submit(body, jsonLength, model));
      } else {
        submit(body, jsonLength, model);
      }
    }

    private void submit(Body body, int jsonLength, ServedModel model) {
      RestInfer infer;
      try {
        Map<String, Object> headers = forwarded.of(request.headers());
        infer =
            reader
                .read(body.bytes(), jsonLength, model, body::close, body::reserveForReading)
                .with(headers);
      } catch (ServingException e) {
        body.close();
        answer.refuse(e, Answers.JSON);
        return;
      }
      body.forgetText();
      answer.submit(engine, infer);
    }
  }
}
