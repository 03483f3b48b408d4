package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Abandonment;
import dev.tandem.http.Body;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.BodyPlace;
import dev.tandem.http.BodyReceiver;
import dev.tandem.http.ContentCoding;
import dev.tandem.http.RequestBody;
import dev.tandem.kserve.access.ForwardedHeaders;
import dev.tandem.kserve.wire.GenerateReader;
import dev.tandem.kserve.wire.RestInferReader;
import dev.tandem.kserve.wire.VersionText;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v2/models/NAME/generate} and {@code /generate_stream}. */
final class GenerateEndpoint {
  private static final Logger logger = LoggerFactory.getLogger(GenerateEndpoint.class);

  /**
   * Parsing more JSON than this takes long enough to be felt by the other connections of an event
   * loop.
   */
  private static final int LARGE_JSON_BYTES = 128 * 1024;

  private final Vertx vertx;
  private final InferenceEngine engine;
  private final GenerateReader reader;
  private final BodyMemory memory;
  private final ForwardedHeaders forwarded;
  private final long maxInputBytes;

  GenerateEndpoint(
      Vertx vertx,
      InferenceEngine engine,
      BodyMemory memory,
      ForwardedHeaders forwarded,
      long maxInputBytes) {
    this.vertx = vertx;
    this.engine = engine;
    this.reader = new GenerateReader(memory.pool());
    this.memory = memory;
    this.forwarded = forwarded;
    this.maxInputBytes = maxInputBytes;
  }

  void handle(HttpServerRequest request, V2Route route) {
    Context context = vertx.getOrCreateContext();
    RequestBody.collect(
        request, context, BodyPlace.HEAP, memory, maxInputBytes, new Call(request, context, route));
  }

  /** One request on its way to the engine; on one thread at a time. */
  private final class Call implements BodyReceiver {
    private final HttpServerRequest request;
    private final Context context;
    private final V2Route route;
    private final Abandonment abandonment = new Abandonment();

    Call(HttpServerRequest request, Context context, V2Route route) {
      this.request = request;
      this.context = context;
      this.route = route;
    }

    @Override
    public void onTooLarge(long bytes) {
      refuse(RestInferReader.tooLarge(bytes, maxInputBytes));
    }

    @Override
    public void onNoRoom(ServingException failure) {
      refuse(failure);
    }

    @Override
    public void onBody(Body body) {
      watchClient();
      if (body.size() <= LARGE_JSON_BYTES) {
        submit(body);
        return;
      }
      context
          .executeBlocking(
              () -> {
                submit(body);
                return body;
              },
              false)
          // Submitting answers all failures, so that it never ran.
          .onFailure(never -> body.close());
    }

    private void watchClient() {
      HttpServerResponse response = request.response();
      if (response.closed()) {
        abandonment.abandon(Reason.CANCELLED);
      } else {
        response.closeHandler(gone -> abandonment.abandon(Reason.CANCELLED));
      }
    }

    private void submit(Body body) {
      InferRequest infer;
      try {
        infer = read(body);
      } catch (ServingException e) {
        body.close();
        refuse(e);
        return;
      } catch (RuntimeException | Error e) {
        body.close();
        logger.warn("'{}' could not be answered", request.path(), e);
        Reason reason = e instanceof OutOfMemoryError ? Reason.OUT_OF_MEMORY : Reason.INTERNAL;
        refuse(new ServingException(reason, "internal error: " + e, e));
        return;
      }
      body.forgetText();
      GenerateAnswers answers =
          route.endpoint() == V2Endpoint.GENERATE_STREAM
              ? new EventStream(request, context, memory, abandonment)
              : new OneAnswer(request, context, memory, abandonment);
      new GenerateSink(request, context, infer.id(), answers).submit(engine, infer, abandonment);
    }

    private InferRequest read(Body body) {
      ServedModel model = VersionText.lookUp(engine, route.model(), route.version());
      String coding = request.getHeader("Content-Encoding");
      if (coding != null && !coding.equals(ContentCoding.IDENTITY.token())) {
        throw GenerateReader.unsupportedCoding();
      }
      Map<String, Object> headers = forwarded.of(request.headers());
      return reader.read(body.bytes(), model, body::close, body::reserveForReading).with(headers);
    }

    private void refuse(ServingException failure) {
      context.runOnContext(go -> Answers.failure(request, failure, "", Answers.JSON));
    }
  }
}
