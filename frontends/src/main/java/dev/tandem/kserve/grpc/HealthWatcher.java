package dev.tandem.kserve.grpc;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.stub.ServerCallStreamObserver;

/**
 * One who watches a name, and what it heard last. Told by one thread at a time; one that does not
 * read is told only the newest once it does.
 */
final class HealthWatcher {
  private final String service;
  private final ServerCallStreamObserver<HealthCheckResponse> call;
  private ServingStatus heard = ServingStatus.UNKNOWN;

  HealthWatcher(String service, ServerCallStreamObserver<HealthCheckResponse> call) {
    this.service = service;
    this.call = call;
  }

  String service() {
    return service;
  }

  void onGone(Runnable action) {
    call.setOnCancelHandler(action);
  }

  boolean isGone() {
    return call.isCancelled();
  }

  void tell(ServingStatus status) {
    boolean first = heard == ServingStatus.UNKNOWN;
    if (status != heard && (first || call.isReady())) {
      heard = status;
      call.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
    }
  }

  void end(Status status) {
    call.onError(status.asRuntimeException());
  }
}
