package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Abandonment;
import dev.tandem.status.KServeStatus;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;

/** Tells refusals of a generate request from its answers. Made by the thread that submits it. */
final class GenerateSink implements ResponseSink {
  private final HttpServerRequest request;
  private final Context context;
  private final String requestId;
  private final GenerateAnswers answers;

  /** What this thread is told before it has submitted is a refusal; else it is a failure. */
  private final Thread submitter = Thread.currentThread();

  /** The submitter's alone. */
  private boolean submitted;

  GenerateSink(
      HttpServerRequest request, Context context, String requestId, GenerateAnswers answers) {
    this.request = request;
    this.context = context;
    this.requestId = requestId;
    this.answers = answers;
  }

  void submit(InferenceEngine engine, InferRequest infer, Abandonment abandonment) {
    InferCall call = engine.infer(infer, this);
    submitted = true;
    abandonment.submitted(call);
  }

  @Override
  public void onResponse(InferResponse response, boolean last) {
    if (last && response.outputs().isEmpty()) {
      // It only says that there are no more.
      response.close();
    } else {
      answers.add(response);
    }
    if (last) {
      answers.end();
    }
  }

  @Override
  public void onFailure(ServingException failure) {
    if (Thread.currentThread().equals(submitter) && !submitted) {
      context.runOnContext(go -> Answers.failure(request, failure, requestId, Answers.JSON));
    } else {
      answers.fail(KServeStatus.text(failure, requestId));
      answers.end();
    }
  }
}
