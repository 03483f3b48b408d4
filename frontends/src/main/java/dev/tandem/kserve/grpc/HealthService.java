package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferenceEngine;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthImplBase;
import io.grpc.stub.StreamObserver;

/** {@code grpc.health.v1}: serving while the server is ready, whatever service is asked for. */
public final class HealthService extends HealthImplBase {
  private final InferenceEngine engine;

  public HealthService(InferenceEngine engine) {
    this.engine = engine;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    ServingStatus status = engine.isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    Unary.answer(observer, () -> HealthCheckResponse.newBuilder().setStatus(status).build());
  }
}
