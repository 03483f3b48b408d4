package dev.tandem.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** What becomes of an answer whose caller has gone. */
public final class Cancellation {
  private Cancellation() {}

  /** Makes answering a call that its caller has given up do nothing, where it would throw. */
  public static void ignore(StreamObserver<?> observer) {
    if (observer instanceof ServerCallStreamObserver<?> call) {
      call.setOnCancelHandler(() -> {});
    }
  }
}
