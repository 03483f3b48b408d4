package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthImplBase;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code grpc.health.v1}: of the server under the empty name and those of its services, and of a
 * model under the model's name.
 *
 * <p>Who watches is told what has changed whenever {@link #tellWatchers} is called, which always
 * the same thread does.
 */
public final class HealthService extends HealthImplBase {
  private static final Set<String> THE_SERVER =
      Set.of(
          "",
          "inference.GRPCInferenceService",
          "tensorflow.serving.PredictionService",
          "tensorflow.serving.ModelService",
          "PredictionService",
          "ModelService");

  private static final int MAX_WATCHERS = 1024;
  private static final int MAX_NAME_LENGTH = 4096;

  private final InferenceEngine engine;
  private final Set<HealthWatcher> watchers = ConcurrentHashMap.newKeySet();

  public HealthService(InferenceEngine engine) {
    this.engine = engine;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    Unary.answer(
        observer,
        () -> {
          ServingStatus status = status(request.getService());
          if (status == ServingStatus.SERVICE_UNKNOWN) {
            throw new ServingException(
                Reason.MODEL_NOT_FOUND,
                "no service or model '" + request.getService() + "' is known");
          }
          return HealthCheckResponse.newBuilder().setStatus(status).build();
        });
  }

  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    String service = request.getService();
    if (service.length() > MAX_NAME_LENGTH || watchers.size() >= MAX_WATCHERS) {
      observer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("more than " + MAX_WATCHERS + " watchers, or a name too long")
              .asRuntimeException());
      return;
    }
    HealthWatcher watcher =
        new HealthWatcher(service, (ServerCallStreamObserver<HealthCheckResponse>) observer);
    watcher.onGone(() -> watchers.remove(watcher));
    // Before it is with the others, so that no two threads ever tell it anything.
    watcher.tell(status(service));
    watchers.add(watcher);
    if (watcher.isGone()) {
      watchers.remove(watcher);
    }
  }

  /** Tells what has changed; of a server that stops it is the last that watchers hear. */
  public void tellWatchers() {
    if (watchers.isEmpty()) {
      return;
    }
    boolean live = engine.isLive();
    Map<String, ServingStatus> known = new HashMap<>();
    for (HealthWatcher watcher : List.copyOf(watchers)) {
      watcher.tell(known.computeIfAbsent(watcher.service(), this::status));
      if (!live) {
        // An open call would hold up the port that is to be closed.
        watchers.remove(watcher);
        watcher.end(Status.UNAVAILABLE.withDescription("Server exiting"));
      }
    }
  }

  private ServingStatus status(String service) {
    if (THE_SERVER.contains(service)) {
      return engine.isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }
    try {
      engine.model(service);
      return engine.isLive() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    } catch (ServingException e) {
      return e.reason() == Reason.MODEL_NOT_FOUND
          ? ServingStatus.SERVICE_UNKNOWN
          : ServingStatus.NOT_SERVING;
    }
  }
}
