package dev.tandem.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets scripts of other origins call a port (CORS). What an origin that is not allowed asks for is
 * answered as if there were no such thing, and its browser keeps the answer from it.
 */
public final class CrossOrigin {
  private static final CharSequence ANY = HttpHeaders.createOptimized("*");
  private static final CharSequence METHODS = HttpHeaders.createOptimized("GET, POST");
  private static final CharSequence MAX_AGE_SECONDS = HttpHeaders.createOptimized("7200");
  private static final CharSequence VARY = HttpHeaders.createOptimized("Vary");
  private static final CharSequence ORIGIN = HttpHeaders.createOptimized("Origin");

  /** What clients read of an answer beside what any script may. */
  private static final CharSequence EXPOSED =
      HttpHeaders.createOptimized(
          "grpc-status, grpc-message, grpc-status-details-bin, Inference-Header-Content-Length,"
              + " Content-Encoding");

  private final AllowedOrigins allowed;

  public CrossOrigin(AllowedOrigins allowed) {
    this.allowed = allowed;
  }

  /** Goes in front of all other routes, and is nowhere where no origin is allowed. */
  public void mount(Router router) {
    if (!allowed.areNone()) {
      router.route().handler(this::handle);
    }
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (!allowed.any()) {
      request.response().putHeader(VARY, ORIGIN);
    }
    if (origin == null || !allowed.contain(origin)) {
      context.next();
      return;
    }
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, allowed.any() ? ANY : origin);
    String method = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    if (method != null && request.method().equals(HttpMethod.OPTIONS)) {
      allow(request, response);
    } else {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
      context.next();
    }
  }

  /** Metadata of gRPC may have any name, so that all headers that are asked for are allowed. */
  private static void allow(HttpServerRequest request, HttpServerResponse response) {
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (headers != null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS)
        .setStatusCode(204)
        .end();
  }
}
