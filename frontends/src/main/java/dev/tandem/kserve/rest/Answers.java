package dev.tandem.kserve.rest;

import dev.tandem.engine.api.ServingException;
import dev.tandem.kserve.wire.MessageJson;
import dev.tandem.status.KServeStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Writes the answers that are not inference results. Called on the request's own event loop. */
final class Answers {
  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  static final CharSequence BINARY = HttpHeaders.createOptimized("application/octet-stream");

  /** What Triton's HTTP library says of an answer that nobody gave a type. */
  static final CharSequence PLAIN = HttpHeaders.createOptimized("text/plain");

  private Answers() {}

  static void json(HttpServerRequest request, String body) {
    write(request, 200, JSON, body);
  }

  static void empty(HttpServerRequest request) {
    write(request, 200, PLAIN, "");
  }

  static void unhealthy(HttpServerRequest request) {
    write(request, 400, PLAIN, "");
  }

  static void failure(
      HttpServerRequest request,
      ServingException failure,
      String requestId,
      CharSequence contentType) {
    error(
        request,
        KServeStatus.http(failure.reason()),
        KServeStatus.text(failure, requestId),
        contentType);
  }

  static void error(
      HttpServerRequest request, int status, String message, CharSequence contentType) {
    write(request, status, contentType, MessageJson.error(message));
  }

  private static void write(
      HttpServerRequest request, int status, CharSequence contentType, String body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(Buffer.buffer(body));
    }
  }
}
