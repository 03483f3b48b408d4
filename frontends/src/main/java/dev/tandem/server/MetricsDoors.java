package dev.tandem.server;

import dev.tandem.engine.LocalEngine;
import dev.tandem.ops.GpuReadings;
import dev.tandem.ops.MemoryGauges;
import dev.tandem.ops.MetricsPage;
import dev.tandem.ops.MetricsRoutes;
import dev.tandem.tfserving.config.Monitoring;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.metrics.MonitoringPage;
import dev.tandem.tfserving.metrics.WarmupMetrics;
import dev.tandem.tfserving.rest.MonitoringRoute;
import io.vertx.ext.web.Router;
import java.util.Optional;

/** The pages that show what was counted, ready to be put behind ports. */
final class MetricsDoors {
  private final CallMetrics calls;
  private final MetricsRoutes routes;
  private final Optional<MonitoringRoute> monitoring;

  MetricsDoors(
      LocalEngine engine,
      WarmupMetrics warmups,
      MemoryGauges memory,
      GpuReadings gpus,
      Optional<Monitoring> monitoring) {
    calls = new CallMetrics(engine);
    MetricsPage page = new MetricsPage(engine, memory, gpus);
    routes = new MetricsRoutes(page);
    MonitoringPage tfServing = new MonitoringPage(calls, warmups, engine.counters());
    this.monitoring =
        monitoring.map(
            where ->
                new MonitoringRoute(
                    where, () -> page.text().map(triton -> tfServing.text() + triton)));
  }

  /** What TensorFlow Serving's doors count their calls in. */
  CallMetrics calls() {
    return calls;
  }

  void mountOnRest(Router router) {
    monitoring.ifPresentOrElse(route -> route.mount(router), () -> routes.mountMonitoring(router));
  }

  void mountOnMetrics(Router router) {
    mountOnRest(router);
    routes.mount(router);
  }
}
