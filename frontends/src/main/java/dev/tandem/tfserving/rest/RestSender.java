package dev.tandem.tfserving.rest;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sends answers, with the headers that all of them have; on the request's own event loop. */
final class RestSender {
  private final boolean cors;

  RestSender(boolean cors) {
    this.cors = cors;
  }

  void send(HttpServerRequest request, RestAnswer answer) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
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
    addHeaders(request.response());
    request.response().setStatusCode(isWeb ? 200 : 400).end();
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
