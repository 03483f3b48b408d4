package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.http.Abandonment;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.ContentCoding;
import dev.tandem.http.TextWork;
import dev.tandem.kserve.wire.EncodedAnswer;
import dev.tandem.kserve.wire.RestInfer;
import dev.tandem.kserve.wire.RestInferWriter;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the one answer to an infer request: never on the runner that brings it, on a worker if it
 * is long, and else on the request's own event loop, which sends it.
 */
final class InferAnswer implements ResponseSink {
  private static final Logger logger = LoggerFactory.getLogger(InferAnswer.class);

  private final HttpServerRequest request;
  private final Context context;
  private final BodyMemory memory;
  private final ContentCoding coding;
  private final Abandonment abandonment = new Abandonment();
  private @Nullable RestInfer infer;

  /**
   * The thread that submits: what it is told is a refusal, which Triton sends as JSON; a failure
   * that another thread brings comes without a type.
   */
  private @Nullable Thread submitter;

  InferAnswer(HttpServerRequest request, Context context, BodyMemory memory) {
    this.request = request;
    this.context = context;
    this.memory = memory;
    coding = AcceptEncoding.best(request.getHeader("Accept-Encoding"));
  }

  /** From now on, a client that goes away gives its request up. */
  void watchClient() {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      abandonment.abandon(Reason.CANCELLED);
    } else {
      response.closeHandler(gone -> abandonment.abandon(Reason.CANCELLED));
    }
  }

  void submit(InferenceEngine engine, RestInfer submitted) {
    infer = submitted;
    submitter = Thread.currentThread();
    abandonment.submitted(engine.infer(submitted.request(), this));
  }

  @Override
  public void onResponse(InferResponse response, boolean last) {
    long bytes = coding == ContentCoding.IDENTITY ? textBytes(response) : Long.MAX_VALUE;
    TextWork.run(
        context,
        bytes,
        () -> {
          EncodedAnswer answer = encode(response);
          return () -> send(answer);
        },
        () -> drop(response));
  }

  private void drop(InferResponse response) {
    response.close();
    infer().asked().close();
  }

  private long textBytes(InferResponse response) {
    long bytes = 0;
    for (Tensor output : response.outputs()) {
      bytes += infer().isBinary(output.name()) ? 0 : output.bytes().size();
    }
    return bytes;
  }

  private RestInfer infer() {
    return Objects.requireNonNull(infer, "infer");
  }

  /** The answer, or null where it became a refusal or nobody waits for it. */
  private @Nullable EncodedAnswer encode(InferResponse response) {
    if (request.response().closed()) {
      drop(response);
      return null;
    }
    try {
      EncodedAnswer answer = RestInferWriter.write(response, infer(), memory.pool());
      return coding == ContentCoding.IDENTITY ? answer : packed(answer);
    } catch (ServingException e) {
      refuse(e, Answers.PLAIN);
    } catch (RuntimeException | Error e) {
      fault(e);
    } finally {
      infer().asked().close();
    }
    return null;
  }

  private EncodedAnswer packed(EncodedAnswer answer) {
    try (answer) {
      byte[] bytes = coding.pack(answer.runs());
      // What is binary in it is told by the lengths before packing.
      return new EncodedAnswer(
          List.of(ByteBuffer.wrap(bytes)), answer.jsonLength(), answer.length(), List.of());
    }
  }

  private void send(@Nullable EncodedAnswer answer) {
    if (answer == null) {
      return;
    }
    HttpServerResponse response = request.response();
    if (response.closed()) {
      answer.close();
      return;
    }
    try {
      head(response, answer);
      Answers.end(response, answer, memory.answers());
    } catch (ServingException e) {
      answer.close();
      MultiMap headers = response.headers();
      headers.remove("Content-Encoding").remove(HeaderLength.NAME);
      Answers.failure(request, e, infer().request().id(), Answers.PLAIN);
    }
  }

  private void head(HttpServerResponse response, EncodedAnswer answer) {
    if (coding != ContentCoding.IDENTITY) {
      response.putHeader("Content-Encoding", coding.token());
    }
    if (answer.hasBinary()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, Answers.BINARY);
      response.putHeader(HeaderLength.NAME, Integer.toString(answer.jsonLength()));
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON);
    }
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

  void refuse(ServingException failure, CharSequence contentType) {
    RestInfer known = infer;
    String id = known == null ? "" : known.request().id();
    if (known != null) {
      known.asked().close();
    }
    context.runOnContext(go -> Answers.failure(request, failure, id, contentType));
  }
}
