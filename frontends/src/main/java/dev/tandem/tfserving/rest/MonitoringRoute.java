package dev.tandem.tfserving.rest;

import dev.tandem.tfserving.config.Monitoring;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.function.Supplier;

/** Where TensorFlow Serving's metrics are found, which is nowhere but at exactly one path. */
public final class MonitoringRoute {
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Optional<String> path;
  private final Supplier<String> page;

  public MonitoringRoute(Monitoring monitoring, Supplier<String> page) {
    this.path = monitoring.path();
    this.page = page;
  }

  /** Takes what is for the page, and leaves the rest to the routes behind. */
  public void mount(Router router) {
    path.ifPresent(
        here ->
            router
                .route()
                .handler(
                    context -> {
                      HttpServerRequest request = context.request();
                      // The router's own matching would take other paths for the same.
                      if (isFor(here, request)) {
                        answer(here, request);
                      } else {
                        context.next();
                      }
                    }));
  }

  private static boolean isFor(String path, HttpServerRequest request) {
    String uri = request.uri();
    return uri.startsWith(path)
        && (uri.length() == path.length() || uri.charAt(path.length()) == '?');
  }

  private void answer(String path, HttpServerRequest request) {
    String uri = request.uri();
    boolean exact = uri.length() == path.length();
    String text = exact ? page.get() : "Unexpected path: " + uri + ". Should be " + path;
    HttpServerResponse response =
        request.response().setStatusCode(exact ? 200 : 400).putHeader("Content-Type", CONTENT_TYPE);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(text);
    }
  }
}
