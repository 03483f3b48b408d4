package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.repository.pbtxt.ConfigProto;
import dev.tandem.http.BodyMemory;
import dev.tandem.kserve.access.Access;
import dev.tandem.kserve.access.Restrictions;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.IndexFilter;
import dev.tandem.kserve.wire.LogBody;
import dev.tandem.kserve.wire.LogControl;
import dev.tandem.kserve.wire.MessageJson;
import dev.tandem.kserve.wire.ModelMessages;
import dev.tandem.kserve.wire.ProtoJson;
import dev.tandem.kserve.wire.ServerIdentity;
import dev.tandem.kserve.wire.StatisticsMessages;
import dev.tandem.kserve.wire.VersionText;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The KServe REST door: everything under {@code /v2}. Runs on event loops and never blocks them.
 */
public final class KServeRest {
  private final InferenceEngine engine;
  private final ServerIdentity identity;
  private final LogControl log;
  private final Restrictions restrictions;
  private final JsonExchange bodies;
  private final InferEndpoint infer;
  private final GenerateEndpoint generate;
  private final ControlEndpoint control;
  private final RegionEndpoint regions;

  public KServeRest(
      Vertx vertx,
      InferenceEngine engine,
      BodyMemory memory,
      ServerIdentity identity,
      LogControl log,
      SharedMemory regions,
      Access access,
      long maxInputBytes) {
    this.engine = engine;
    this.identity = identity;
    this.log = log;
    restrictions = access.restrictions();
    bodies = new JsonExchange(vertx, memory, maxInputBytes);
    infer = new InferEndpoint(vertx, engine, memory, regions, access.forwarded(), maxInputBytes);
    generate = new GenerateEndpoint(vertx, engine, memory, access.forwarded(), maxInputBytes);
    this.regions = new RegionEndpoint(regions, bodies);
    control = new ControlEndpoint(vertx, engine, memory, maxInputBytes);
  }

  /** Answers what is under its paths, and what no other door of {@code router} answered. */
  public void mount(Router router) {
    router.route().handler(this::handle);
    router
        .route()
        .last()
        .handler(context -> Answers.error(context.request(), 404, "Not Found", Answers.PLAIN));
  }

  private void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String path = request.path();
    Optional<V2Route> route = path == null ? Optional.empty() : V2Route.match(path);
    if (route.isEmpty()) {
      context.next();
      return;
    }
    V2Endpoint endpoint = route.get().endpoint();
    if (!restrictions.isEmpty() && isRefused(request, endpoint)) {
      return;
    }
    if (!endpoint.takes(request.method().name())) {
      Answers.error(request, 405, "Method Not Allowed", errorType(endpoint));
      return;
    }
    switch (endpoint) {
      case INFER -> infer.handle(request, route.get());
      case GENERATE, GENERATE_STREAM -> generate.handle(request, route.get());
      case LOGGING -> logging(request);
      case TRACE_SETTING ->
          Answers.error(request, 503, "the server does not support tracing", Answers.JSON);
      case REPOSITORY_INDEX -> index(request);
      case REPOSITORY_LOAD, REPOSITORY_UNLOAD -> control.handle(request, route.get());
      case SYSTEM_MEMORY_STATUS,
          SYSTEM_MEMORY_REGISTER,
          SYSTEM_MEMORY_UNREGISTER,
          CUDA_MEMORY_STATUS,
          CUDA_MEMORY_REGISTER,
          CUDA_MEMORY_UNREGISTER ->
          regions.handle(request, route.get());
      default -> answer(request, route.get());
    }
  }

  private boolean isRefused(HttpServerRequest request, V2Endpoint endpoint) {
    String missing = restrictions.missingHeader(endpoint.category(), request::getHeader);
    if (missing != null) {
      Answers.error(request, 403, Restrictions.refusal(missing), Answers.JSON);
    }
    return missing != null;
  }

  private void answer(HttpServerRequest request, V2Route route) {
    try {
      switch (route.endpoint()) {
        case SERVER_METADATA -> Answers.json(request, MessageJson.of(identity.message()));
        case SERVER_LIVE -> health(request, engine.isLive());
        case SERVER_READY -> health(request, engine.isReady());
        case MODEL_READY -> {
          ModelMessages.requireNotExiting(engine);
          lookUp(route);
          Answers.empty(request);
        }
        case MODEL_METADATA ->
            Answers.json(
                request,
                MessageJson.of(
                    ModelMessages.metadata(engine, lookUp(route), !route.version().isEmpty())));
        case MODEL_CONFIG ->
            Answers.json(request, ProtoJson.print(ConfigProto.write(lookUp(route).config())));
        case MODEL_STATISTICS ->
            Answers.json(
                request,
                MessageJson.of(
                    route.model().isEmpty()
                        ? StatisticsMessages.all(engine)
                        : StatisticsMessages.of(engine, route.model(), route.version())));
        case INFER,
            GENERATE,
            GENERATE_STREAM,
            TRACE_SETTING,
            LOGGING,
            REPOSITORY_INDEX,
            REPOSITORY_LOAD,
            REPOSITORY_UNLOAD,
            SYSTEM_MEMORY_STATUS,
            SYSTEM_MEMORY_REGISTER,
            SYSTEM_MEMORY_UNREGISTER,
            CUDA_MEMORY_STATUS,
            CUDA_MEMORY_REGISTER,
            CUDA_MEMORY_UNREGISTER ->
            throw new IllegalStateException("answered before: " + route);
      }
    } catch (ServingException e) {
      Answers.failure(request, e, "", errorType(route.endpoint()));
    }
  }

  private ServedModel lookUp(V2Route route) {
    return VersionText.lookUp(engine, route.model(), route.version());
  }

  private void health(HttpServerRequest request, boolean healthy) {
    ModelMessages.requireNotExiting(engine);
    if (healthy) {
      Answers.empty(request);
    } else {
      Answers.unhealthy(request);
    }
  }

  private void index(HttpServerRequest request) {
    bodies.handle(
        request, body -> MessageJson.of(ModelMessages.index(engine, IndexFilter.readyOnly(body))));
  }

  private void logging(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      Answers.json(request, MessageJson.of(log.current()));
    } else {
      bodies.handle(
          request, body -> MessageJson.of(log.update(settings -> LogBody.change(settings, body))));
    }
  }

  private static CharSequence errorType(V2Endpoint endpoint) {
    return switch (endpoint) {
      case SERVER_LIVE, SERVER_READY, MODEL_READY, INFER -> Answers.PLAIN;
      default -> Answers.JSON;
    };
  }
}
