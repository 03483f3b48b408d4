package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.tfserving.wire.PredictEncoder;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.Signature;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.stub.StreamObserver;

/** Turns the engine's answer to one Predict into the call's. */
record PredictSink(
    ServableRequest servable,
    Signature signature,
    PredictEncoder encoder,
    StreamObserver<PredictResponse> observer)
    implements ResponseSink {
  @Override
  public void onResponse(InferResponse response, boolean last) {
    Answers.answer(observer, () -> encoded(response));
  }

  /**
   * The message holds copies, so the response's memory is back before its caller can see an answer.
   */
  private PredictResponse encoded(InferResponse response) {
    try (response) {
      return encoder.encode(response, signature);
    }
  }

  @Override
  public void onFailure(ServingException failure) {
    Answers.refuse(observer, TfServingException.of(failure, servable));
  }
}
