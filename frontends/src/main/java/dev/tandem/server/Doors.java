package dev.tandem.server;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.grpc.ParsedRequests;
import dev.tandem.kserve.grpc.HealthService;
import dev.tandem.kserve.grpc.KServeGrpcService;
import dev.tandem.kserve.rest.KServeRest;
import dev.tandem.kserve.wire.ServerIdentity;
import dev.tandem.ops.MetricsPage;
import dev.tandem.ops.MetricsRoutes;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.stream.Stream;

/** Every way to the engine, ready to be put behind ports. */
record Doors(List<ServerServiceDefinition> grpc, Router rest, Router metrics) {
  static Doors of(ServerOptions options, InferenceEngine engine, NativePool pool, Vertx vertx) {
    ServerIdentity identity = new ServerIdentity(options.serverId(), Version.current());
    MetricsRoutes metricsRoutes = new MetricsRoutes(new MetricsPage(engine));
    Router rest = Router.router(vertx);
    metricsRoutes.mountMonitoring(rest);
    new KServeRest(vertx, engine, pool, identity, options.limits().httpMaxInputBytes()).mount(rest);
    Router metrics = Router.router(vertx);
    metricsRoutes.mountMonitoring(metrics);
    metricsRoutes.mount(metrics);
    List<ServerServiceDefinition> grpc =
        Stream.<BindableService>of(
                new KServeGrpcService(engine, identity),
                new HealthService(engine),
                ProtoReflectionServiceV1.newInstance())
            .map(ParsedRequests::of)
            .toList();
    return new Doors(grpc, rest, metrics);
  }
}
