package dev.tandem.server;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.grpc.CallResources;
import dev.tandem.grpc.ParsedRequests;
import dev.tandem.grpcweb.GrpcWeb;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.CrossOrigin;
import dev.tandem.kserve.docs.DocsRoutes;
import dev.tandem.kserve.grpc.CompressedAnswers;
import dev.tandem.kserve.grpc.HealthService;
import dev.tandem.kserve.grpc.KServeGrpcService;
import dev.tandem.kserve.grpc.RestrictedCalls;
import dev.tandem.kserve.rest.KServeRest;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.LogControl;
import dev.tandem.kserve.wire.ServerIdentity;
import dev.tandem.ops.MemoryGauges;
import dev.tandem.tfserving.config.BasePathReload;
import dev.tandem.tfserving.grpc.TfModelService;
import dev.tandem.tfserving.grpc.TfPredictionService;
import dev.tandem.tfserving.rest.RestOptions;
import dev.tandem.tfserving.rest.TfServingRest;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.SignatureLookup;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Every way to the engine, ready to be put behind ports. */
record Doors(List<ServerServiceDefinition> grpc, Router rest, Router metrics) {
  /**
   * A short TensorProto may stand for a large tensor; what it may become is limited to what bodies
   * usually are.
   */
  static final int LEAST_TF_TENSOR_BYTES = 64 << 20;

  /** Recorded requests are the operator's own. */
  static final int MAX_WARMUP_TENSOR_BYTES = 1 << 30;

  /** How soon who watches the health of something is told of a change. */
  private static final long HEALTH_INTERVAL_MS = 250;

  static Doors of(
      ServerOptions options,
      InferenceEngine engine,
      BasePathReload reload,
      MemoryGauges memory,
      SharedMemory regions,
      LogControl log,
      MetricsDoors metricsDoors,
      Vertx vertx) {
    ServerIdentity identity = new ServerIdentity(options.serverId(), Version.current());
    HealthService health = new HealthService(engine);
    vertx.setPeriodic(HEALTH_INTERVAL_MS, now -> health.tellWatchers());
    BodyMemory bodies = new BodyMemory(memory.pool(), memory.http(), memory.answers());
    long maxInputBytes = options.limits().httpMaxInputBytes();
    Executor workers = ((VertxInternal) vertx).workerPool().executor();
    CallResources resources =
        new CallResources(memory.http(), maxInputBytes, memory.answers(), workers);
    List<ServerServiceDefinition> grpc = new ArrayList<>();
    Router rest = Router.router(vertx);
    new CrossOrigin(options.cors().http()).mount(rest);
    metricsDoors.mountOnRest(rest);

    KServeGrpcService service =
        new KServeGrpcService(engine, identity, log, regions, options.access().grpc().forwarded());
    grpc.add(kserve(options, service.definition(resources)));
    grpc.add(guarded(options, ParsedRequests.of(health, resources)));
    if (options.tfServing().served()) {
      InputRoom room = new InputRoom(memory.pool(), memory.http(), LEAST_TF_TENSOR_BYTES);
      grpc.add(
          new TfPredictionService(
                  engine,
                  room,
                  signatures(options),
                  options.tfServing().asTensorContent(),
                  metricsDoors.calls())
              .definition(resources));
      grpc.add(ParsedRequests.of(new TfModelService(engine, reload), resources));
      new TfServingRest(vertx, engine, bodies, tfRest(options), metricsDoors.calls()).mount(rest);
    }
    grpc.add(ParsedRequests.of(ProtoReflectionServiceV1.newInstance(), resources));

    new DocsRoutes(vertx, engine, identity, options.access().http().restrictions()).mount(rest);
    new GrpcWeb(vertx, grpc, bodies, maxInputBytes).mount(rest);
    new KServeRest(
            vertx, engine, bodies, identity, log, regions, options.access().http(), maxInputBytes)
        .mount(rest);
    Router metrics = Router.router(vertx);
    metricsDoors.mountOnMetrics(metrics);
    return new Doors(List.copyOf(grpc), rest, metrics);
  }

  private static ServerServiceDefinition kserve(
      ServerOptions options, ServerServiceDefinition service) {
    ServerServiceDefinition guarded = guarded(options, service);
    return options.transport().grpc().compressAnswers() ? CompressedAnswers.of(guarded) : guarded;
  }

  private static ServerServiceDefinition guarded(
      ServerOptions options, ServerServiceDefinition service) {
    return RestrictedCalls.guard(service, options.access().grpc().restrictions());
  }

  /** How requests find signatures, recorded ones too. */
  static SignatureLookup signatures(ServerOptions options) {
    return new SignatureLookup(options.checkSignatureMethods());
  }

  private static RestOptions tfRest(ServerOptions options) {
    LimitOptions limits = options.limits();
    return new RestOptions(
        limits.httpMaxInputBytes(),
        LEAST_TF_TENSOR_BYTES,
        limits.restTimeout().toMillis(),
        signatures(options),
        options.cors().tfServing());
  }
}
