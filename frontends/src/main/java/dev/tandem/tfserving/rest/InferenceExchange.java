package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Abandonment;
import dev.tandem.http.TextWork;
import dev.tandem.json.ByteSink;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.TfServingException;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One inference between its arrival and its answer: the first of the engine's, a refusal's and the
 * timer's, which goes out on its own event loop.
 */
final class InferenceExchange {
  private static final long NO_TIMER = -1;

  private final HttpServerRequest request;
  private final Context context;
  private final RestSender sender;
  private final ServableRequest servable;
  private final Abandonment abandonment = new Abandonment();

  /** Written before the request leaves its event loop. */
  private long deadlineNs;

  /** Belongs to the event loop. */
  private long timer = NO_TIMER;

  InferenceExchange(
      HttpServerRequest request, Context context, RestSender sender, ServableRequest servable) {
    this.request = request;
    this.context = context;
    this.sender = sender;
    this.servable = servable;
  }

  Context context() {
    return context;
  }

  ServableRequest servable() {
    return servable;
  }

  long deadlineNs() {
    return deadlineNs;
  }

  /** From now on the request has its time, and a client that waits for it. */
  void begin(long timeoutMs) {
    deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    timer = context.owner().setTimer(timeoutMs, late -> timeOut());
    HttpServerResponse response = request.response();
    if (response.closed()) {
      giveUp();
    } else {
      response.closeHandler(gone -> giveUp());
    }
  }

  private void giveUp() {
    stopTimer();
    abandonment.abandon(Reason.CANCELLED);
  }

  private void timeOut() {
    timer = NO_TIMER;
    abandonment.abandon(Reason.DEADLINE_EXCEEDED);
    // The request may still be on its way to the engine.
    send(
        RestAnswer.of(
            TfServingException.of(new ServingException(Reason.DEADLINE_EXCEEDED, ""), servable)));
  }

  private void stopTimer() {
    if (timer != NO_TIMER) {
      context.owner().cancelTimer(timer);
      timer = NO_TIMER;
    }
  }

  void submit(InferenceEngine engine, RestInference inference) {
    ResponseSink sink =
        new ResponseSink() {
          @Override
          public void onResponse(InferResponse response, boolean last) {
            sender.record().ran();
            InferenceExchange.this.onResponse(response, inference.writer());
          }

          @Override
          public void onFailure(ServingException failure) {
            InferenceExchange.this.onFailure(failure);
          }
        };
    sender.record().running();
    abandonment.submitted(engine.infer(inference.request(), sink));
  }

  private void onResponse(InferResponse response, Function<InferResponse, ByteSink> writer) {
    if (request.response().ended() || request.response().closed()) {
      response.close();
      onFailure(new ServingException(Reason.CANCELLED, "the caller has gone"));
      return;
    }
    TextWork.run(
        context,
        TextWork.bytes(response),
        () -> {
          RestAnswer answer = write(response, writer);
          return () -> send(answer);
        },
        response::close);
  }

  private static RestAnswer write(
      InferResponse response, Function<InferResponse, ByteSink> writer) {
    try (response) {
      return RestAnswer.ok(writer.apply(response));
    } catch (TfServingException e) {
      return RestAnswer.of(e);
    } catch (RuntimeException | Error e) {
      return RestAnswer.fault(e);
    }
  }

  void onFailure(ServingException failure) {
    refuse(TfServingException.of(failure, servable));
  }

  void refuse(TfServingException refusal) {
    context.runOnContext(go -> send(RestAnswer.of(refusal)));
  }

  /** Answers a fault of ours. */
  void fail(Throwable fault) {
    context.runOnContext(go -> send(RestAnswer.fault(fault)));
  }

  private void send(RestAnswer answer) {
    stopTimer();
    sender.send(request, answer);
  }
}
