package dev.tandem.tfserving.rest;

import dev.tandem.status.TfServingStatus;
import dev.tandem.tfserving.metrics.CallRecord;
import io.grpc.Status;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Sends the one answer to a request and counts it, with the headers that all answers have; on the
 * request's own event loop.
 */
final class RestSender {
  private final boolean cors;
  private final CallRecord record;

  RestSender(boolean cors, CallRecord record) {
    this.cors = cors;
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
    record.ended(answer.code());
    addHeaders(response);
    response.setStatusCode(answer.status());
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(answer.body());
    }
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
