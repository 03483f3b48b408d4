package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.kserve.wire.InferMessageWriter;
import dev.tandem.proto.kserve.ModelInferResponse;
import io.grpc.stub.StreamObserver;

/**
 * Writes the one answer to a ModelInfer call. grpc copies the message into its own buffers before
 * {@code onNext} returns.
 */
final class UnaryInferSink implements ResponseSink {
  private final StreamObserver<ModelInferResponse> observer;
  private final String requestId;

  UnaryInferSink(StreamObserver<ModelInferResponse> observer, String requestId) {
    this.observer = observer;
    this.requestId = requestId;
  }

  @Override
  public void onResponse(InferResponse response, boolean last) {
    try (response) {
      observer.onNext(InferMessageWriter.write(response));
    } catch (RuntimeException | Error e) {
      Unary.fault(observer, e);
      return;
    }
    if (last) {
      observer.onCompleted();
    }
  }

  @Override
  public void onFailure(ServingException failure) {
    Unary.refuse(observer, failure, requestId);
  }
}
