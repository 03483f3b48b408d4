package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Abandonment;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.TextWork;
import dev.tandem.kserve.wire.EncodedAnswer;
import dev.tandem.kserve.wire.GenerateWriter;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a generate request whose model gives exactly one answer, and refuses all others. As
 * Triton has it, whatever a model fails with is a bad request.
 */
final class OneAnswer implements GenerateAnswers {
  private static final Logger logger = LoggerFactory.getLogger(OneAnswer.class);

  private static final int FAULT_STATUS = 500;
  private static final String NOT_ONE =
      "generate expects model to produce exactly 1 response, use generate stream for model that"
          + " generates various number of responses";

  private final HttpServerRequest request;
  private final Context context;
  private final BodyMemory memory;
  private final Abandonment abandonment;
  private @Nullable InferResponse only;
  private boolean answered;

  OneAnswer(
      HttpServerRequest request, Context context, BodyMemory memory, Abandonment abandonment) {
    this.request = request;
    this.context = context;
    this.memory = memory;
    this.abandonment = abandonment;
  }

  @Override
  public void add(InferResponse response) {
    InferResponse before = only;
    if (before == null && !answered) {
      only = response;
      return;
    }
    response.close();
    if (before != null) {
      only = null;
      before.close();
      error(FAULT_STATUS, NOT_ONE);
      // What is still to come nobody wants.
      abandonment.abandon(Reason.CANCELLED);
    }
  }

  @Override
  public void fail(String message) {
    InferResponse before = only;
    only = null;
    if (before != null) {
      before.close();
    }
    error(EventStream.FAILED_STATUS, message);
  }

  @Override
  public void end() {
    InferResponse response = only;
    only = null;
    if (response == null) {
      error(FAULT_STATUS, NOT_ONE);
      return;
    }
    answered = true;
    TextWork.run(context, TextWork.bytes(response), () -> write(response), response::close);
  }

  /** On a thread of its own choice; gives what to do on the event loop. */
  private Runnable write(InferResponse response) {
    try {
      EncodedAnswer answer = GenerateWriter.write(response, memory.pool());
      return () -> send(answer);
    } catch (ServingException e) {
      return () -> Answers.error(request, EventStream.FAILED_STATUS, e.text(), Answers.JSON);
    } catch (RuntimeException | Error e) {
      logger.warn("'{}' could not be answered", request.path(), e);
      return () -> Answers.error(request, FAULT_STATUS, "internal error: " + e, Answers.JSON);
    }
  }

  private void send(EncodedAnswer answer) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      answer.close();
      return;
    }
    try {
      response.putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON);
      Answers.end(response, answer, memory.answers());
    } catch (ServingException e) {
      answer.close();
      Answers.failure(request, e, "", Answers.JSON);
    }
  }

  private void error(int status, String message) {
    if (!answered) {
      answered = true;
      context.runOnContext(go -> Answers.error(request, status, message, Answers.JSON));
    }
  }
}
