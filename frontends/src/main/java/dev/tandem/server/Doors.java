package dev.tandem.server;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.grpc.ParsedRequests;
import dev.tandem.http.BodyMemory;
import dev.tandem.kserve.grpc.HealthService;
import dev.tandem.kserve.grpc.KServeGrpcService;
import dev.tandem.kserve.rest.KServeRest;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.LogControl;
import dev.tandem.kserve.wire.ServerIdentity;
import dev.tandem.ops.MemoryGauges;
import dev.tandem.ops.MetricsPage;
import dev.tandem.ops.MetricsRoutes;
import dev.tandem.tfserving.config.BasePathReload;
import dev.tandem.tfserving.grpc.TfModelService;
import dev.tandem.tfserving.grpc.TfPredictionService;
import dev.tandem.tfserving.rest.RestOptions;
import dev.tandem.tfserving.rest.TfServingRest;
import dev.tandem.tfserving.wire.PredictDecoder;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.List;

/** Every way to the engine, ready to be put behind ports. */
record Doors(List<ServerServiceDefinition> grpc, Router rest, Router metrics) {
  /**
   * A short TensorProto may stand for a large tensor, so what it may become is limited apart from
   * its own size.
   */
  static final int MAX_TF_TENSOR_BYTES = 1 << 30;

  /** How soon who watches the health of something is told of a change. */
  private static final long HEALTH_INTERVAL_MS = 250;

  static Doors of(
      ServerOptions options,
      InferenceEngine engine,
      BasePathReload reload,
      MemoryGauges memory,
      SharedMemory regions,
      LogControl log,
      Vertx vertx) {
    ServerIdentity identity = new ServerIdentity(options.serverId(), Version.current());
    MetricsRoutes metricsRoutes = new MetricsRoutes(new MetricsPage(engine, memory));
    Router rest = Router.router(vertx);
    metricsRoutes.mountMonitoring(rest);
    BodyMemory bodies = new BodyMemory(memory.pool(), memory.http());
    new TfServingRest(vertx, engine, bodies, tfRest(options.limits())).mount(rest);
    long maxInputBytes = options.limits().httpMaxInputBytes();
    new KServeRest(vertx, engine, bodies, identity, log, regions, maxInputBytes).mount(rest);
    Router metrics = Router.router(vertx);
    metricsRoutes.mountMonitoring(metrics);
    metricsRoutes.mount(metrics);
    HealthService health = new HealthService(engine);
    vertx.setPeriodic(HEALTH_INTERVAL_MS, now -> health.tellWatchers());
    List<ServerServiceDefinition> grpc =
        List.of(
            new KServeGrpcService(engine, identity, log, regions).definition(memory.answers()),
            new TfPredictionService(
                    engine, new PredictDecoder(memory.pool(), MAX_TF_TENSOR_BYTES), false)
                .definition(memory.answers()),
            ParsedRequests.of(new TfModelService(engine, reload)),
            ParsedRequests.of(health),
            ParsedRequests.of(ProtoReflectionServiceV1.newInstance()));
    return new Doors(grpc, rest, metrics);
  }

  private static RestOptions tfRest(LimitOptions limits) {
    return new RestOptions(
        limits.httpMaxInputBytes(), MAX_TF_TENSOR_BYTES, limits.restTimeout().toMillis(), false);
  }
}
