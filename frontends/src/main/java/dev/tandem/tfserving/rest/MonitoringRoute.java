package dev.tandem.tfserving.rest;

import dev.tandem.tfserving.config.Monitoring;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where TensorFlow Serving's metrics are found, which is nowhere but at exactly one path. */
public final class MonitoringRoute {
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final Logger logger = LoggerFactory.getLogger(MonitoringRoute.class);

  private final Optional<String> path;
  private final Supplier<Future<String>> page;

  public MonitoringRoute(Monitoring monitoring, Supplier<Future<String>> page) {
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
                        answer(context.vertx(), here, request);
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

  private void answer(Vertx vertx, String path, HttpServerRequest request) {
    String uri = request.uri();
    if (uri.length() > path.length()) {
      send(request, 400, "Unexpected path: " + uri + ". Should be " + path);
      return;
    }
    // With many models, its text is long and takes long to make.
    vertx
        .executeBlocking(page::get, false)
        .compose(text -> text)
        .onSuccess(text -> send(request, 200, text))
        .onFailure(
            fault -> {
              logger.warn("the page of metrics could not be made", fault);
              send(request, 500, "internal error: " + fault);
            });
  }

  private static void send(HttpServerRequest request, int status, String text) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader("Content-Type", CONTENT_TYPE);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(text);
    }
  }
}
