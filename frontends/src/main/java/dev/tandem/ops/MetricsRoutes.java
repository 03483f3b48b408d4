package dev.tandem.ops;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the metrics page is found. */
public final class MetricsRoutes {
  private static final Logger logger = LoggerFactory.getLogger(MetricsRoutes.class);
  private static final String MONITORING_PATH = "/monitoring/prometheus/metrics";

  private final MetricsPage page;

  public MetricsRoutes(MetricsPage page) {
    this.page = page;
  }

  /** Triton's path, on a port of its own where no other path is served. */
  public void mount(Router router) {
    router.route().last().handler(context -> answer(context.request()));
  }

  /** TensorFlow Serving's path. */
  public void mountMonitoring(Router router) {
    router.get(MONITORING_PATH).handler(context -> write(context.request()));
  }

  private void answer(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.GET)) {
      request.response().setStatusCode(405).end();
    } else if ("/metrics".equals(request.path()) || "/metrics/".equals(request.path())) {
      write(request);
    } else {
      request.response().setStatusCode(404).end("Not Found: metrics are at /metrics\n");
    }
  }

  private void write(HttpServerRequest request) {
    page.text()
        .onComplete(
            text ->
                request.response().putHeader("Content-Type", MetricsPage.CONTENT_TYPE).end(text),
            failure -> {
              logger.error("metrics cannot be shown", failure);
              request.response().setStatusCode(500).end();
            });
  }
}
