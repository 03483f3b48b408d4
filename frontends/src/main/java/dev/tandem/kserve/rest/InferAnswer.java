package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.ContentCoding;
import dev.tandem.json.ByteSink;
import dev.tandem.kserve.wire.RestInfer;
import dev.tandem.kserve.wire.RestInferWriter;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the one answer to an infer request: encodes it on the thread that brings it, and sends it
 * on the request's own event loop.
 */
final class InferAnswer implements ResponseSink {
  private static final Logger logger = LoggerFactory.getLogger(InferAnswer.class);

  private final HttpServerRequest request;
  private final Context context;
  private final ContentCoding coding;
  private @Nullable RestInfer infer;

  /**
   * The thread that submits: what it is told is a refusal, which Triton sends as JSON; a failure
   * that another thread brings comes without a type.
   */
  private @Nullable Thread submitter;

  InferAnswer(HttpServerRequest request, Context context) {
    this.request = request;
    this.context = context;
    coding = AcceptEncoding.best(request.getHeader("Accept-Encoding"));
  }

  /** Before the request is submitted: how its answer is to be written. */
  void expect(RestInfer expected) {
    infer = expected;
    submitter = Thread.currentThread();
  }

  @Override
  public void onResponse(InferResponse response, boolean last) {
    RestInferWriter.Body body;
    try (response) {
      body = RestInferWriter.write(response, Objects.requireNonNull(infer, "infer"));
    } catch (ServingException e) {
      refuse(e, Answers.PLAIN);
      return;
    } catch (RuntimeException | Error e) {
      fault(e);
      return;
    }
    ByteSink bytes = body.bytes();
    Buffer buffer =
        coding == ContentCoding.IDENTITY
            ? Buffer.buffer(bytes.toByteArray())
            : Buffer.buffer(coding.pack(bytes.array(), bytes.length()));
    context.runOnContext(go -> send(buffer, body));
  }

  private void send(Buffer buffer, RestInferWriter.Body body) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    if (coding != ContentCoding.IDENTITY) {
      response.putHeader("Content-Encoding", coding.token());
    }
    if (body.hasBinary()) {
      response.putHeader("Content-Type", "application/octet-stream");
      response.putHeader(HeaderLength.NAME, Integer.toString(body.jsonLength()));
    } else {
      response.putHeader("Content-Type", Answers.JSON);
    }
    response.end(buffer);
  }

  @Override
  public void onFailure(ServingException failure) {
    refuse(failure, Thread.currentThread().equals(submitter) ? Answers.JSON : Answers.PLAIN);
  }

  /** Answers a fault of ours, which must not leave the client waiting. */
  void fault(Throwable fault) {
    logger.warn("'{}' could not be answered", request.path(), fault);
    Reason reason = fault instanceof OutOfMemoryError ? Reason.OUT_OF_MEMORY : Reason.INTERNAL;
    refuse(new ServingException(reason, "internal error: " + fault, fault), Answers.PLAIN);
  }

  void refuse(ServingException failure, String contentType) {
    RestInfer known = infer;
    String id = known == null ? "" : known.request().id();
    context.runOnContext(go -> Answers.failure(request, failure, id, contentType));
  }
}
