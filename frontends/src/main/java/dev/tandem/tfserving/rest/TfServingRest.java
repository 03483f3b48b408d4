package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.http.BodyMemory;
import dev.tandem.tfserving.inference.ExampleMethod;
import dev.tandem.tfserving.json.MessageBodies;
import dev.tandem.tfserving.metrics.CallMethod;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.SignatureLookup;
import dev.tandem.tfserving.wire.StatusEncoder;
import dev.tandem.tfserving.wire.TfServingException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** The REST door: everything under {@code /v1/}. Runs on event loops and never blocks them. */
public final class TfServingRest {
  private final InferenceEngine engine;
  private final boolean cors;
  private final ByteBudget answers;
  private final CallMetrics metrics;
  private final InferenceEndpoint inference;
  private final InferenceVerb predict;
  private final InferenceVerb classify;
  private final InferenceVerb regress;

  public TfServingRest(
      Vertx vertx,
      InferenceEngine engine,
      BodyMemory memory,
      RestOptions options,
      CallMetrics metrics) {
    this.engine = engine;
    this.cors = options.cors();
    this.answers = memory.answers();
    this.metrics = metrics;
    InputRoom room = new InputRoom(memory.pool(), memory.budget(), options.leastTensorBytes());
    SignatureLookup signatures = options.signatures();
    this.inference = new InferenceEndpoint(vertx, engine, memory, options);
    this.predict = new PredictVerb(engine, room, signatures);
    this.classify = new ExampleVerb(ExampleMethod.CLASSIFY, engine, room, signatures);
    this.regress = new ExampleVerb(ExampleMethod.REGRESS, engine, room, signatures);
  }

  /** Takes what is this API's and leaves the rest to the routes behind. */
  public void mount(Router router) {
    router
        .route()
        .handler(
            context -> {
              // The router's own matching would unify paths that are different models here.
              if (owns(context.request())) {
                handle(context.request());
              } else {
                context.next();
              }
            });
  }

  public static boolean owns(HttpServerRequest request) {
    return RestCall.owns(request.uri());
  }

  public void handle(HttpServerRequest request) {
    RestSender sender = sender(CallMethod.REST_OTHER, "");
    if (request.method().equals(HttpMethod.OPTIONS)) {
      sender.sendPreflight(request);
      return;
    }
    try {
      RestCall call = RestCall.of(request.method().name(), request.uri());
      sender = sender(method(call), call.servable().name());
      handle(request, call, sender);
    } catch (TfServingException e) {
      sender.send(request, RestAnswer.of(e));
    } catch (RuntimeException e) {
      sender.send(request, RestAnswer.fault(e));
    }
  }

  private RestSender sender(CallMethod method, String model) {
    return new RestSender(cors, answers, metrics.begin(method, model));
  }

  private static CallMethod method(RestCall call) {
    return switch (call.action()) {
      case PREDICT -> CallMethod.REST_PREDICT;
      case CLASSIFY -> CallMethod.REST_CLASSIFY;
      case REGRESS -> CallMethod.REST_REGRESS;
      case STATUS, METADATA -> CallMethod.REST_OTHER;
    };
  }

  private void handle(HttpServerRequest request, RestCall call, RestSender sender) {
    switch (call.action()) {
      case PREDICT -> inference.handle(request, call.servable(), sender, predict);
      case CLASSIFY -> inference.handle(request, call.servable(), sender, classify);
      case REGRESS -> inference.handle(request, call.servable(), sender, regress);
      case STATUS ->
          sender.send(
              request,
              RestAnswer.ok(MessageBodies.status(StatusEncoder.answer(call.servable(), engine))));
      case METADATA ->
          sender.send(request, RestAnswer.ok(MessageBodies.metadata(call.servable().find(engine))));
    }
  }
}
