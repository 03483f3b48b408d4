package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.http.UnreadAnswers;
import dev.tandem.status.TfServingStatus;
import dev.tandem.tfserving.metrics.CallRecord;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Sends the one answer to a request and counts it, with the headers that all answers have; on the
 * request's own event loop.
 */
final class RestSender {
  private final boolean cors;
  private final ByteBudget answers;
  private final CallRecord record;

  /** {@code answers} bounds what all answers may hold that clients have not read. */
  RestSender(boolean cors, ByteBudget answers, CallRecord record) {
    this.cors = cors;
    this.answers = answers;
    this.record = record;
  }

  /** Where the call's times are written down. */
  CallRecord record() {
    return record;
  }

  void send(HttpServerRequest request, RestAnswer answer) {
    HttpServerResponse response = request.response();
    if (response.ended()) {
      return;
    }
    if (response.closed()) {
      record.ended(Status.Code.CANCELLED);
      return;
    }
    int bytes = answer.body().length();
    long held = UnreadAnswers.hold(response, bytes, answers);
    if (held == UnreadAnswers.NO_ROOM) {
      ServingException noRoom = UnreadAnswers.noRoom(bytes, answers);
      end(request, RestAnswer.of(TfServingException.of(noRoom, ServableRequest.latest(""))));
      return;
    }
    Future<Void> sent = end(request, answer);
    if (held > 0) {
      sent.onComplete(done -> answers.release(held));
    }
  }

  private Future<Void> end(HttpServerRequest request, RestAnswer answer) {
    HttpServerResponse response = request.response();
    record.ended(answer.code());
    addHeaders(response);
    response.setStatusCode(answer.status());
    return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(answer.body());
  }

  /** Answers what browsers ask before they send a request across origins. */
  void sendPreflight(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    boolean isWeb = origin != null && (origin.contains("http://") || origin.contains("https://"));
    Status.Code code = isWeb ? Status.Code.OK : Status.Code.INVALID_ARGUMENT;
    record.ended(code);
    addHeaders(request.response());
    request.response().setStatusCode(TfServingStatus.http(code)).end();
  }

  private void addHeaders(HttpServerResponse response) {
    response.putHeader("Content-Type", "application/json");
    if (cors) {
      response
          .putHeader("Access-Control-Allow-Origin", "*")
          .putHeader("Access-Control-Allow-Methods", "POST, GET")
          .putHeader("Access-Control-Allow-Headers", "Content-Type");
    }
  }
}
