package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.tfserving.metrics.CallRecord;
import dev.tandem.tfserving.wire.PredictAnswer;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.Signature;
import dev.tandem.tfserving.wire.TfServingException;

/** Turns the engine's answer to one Predict into the call's. */
record PredictSink(
    ServableRequest servable,
    Signature signature,
    boolean asTensorContent,
    UnaryAnswer answer,
    CallRecord record)
    implements ResponseSink {
  @Override
  public void onResponse(InferResponse response, boolean last) {
    record.ran();
    PredictAnswer message;
    try {
      message = new PredictAnswer(response, signature, asTensorContent);
    } catch (RuntimeException | Error e) {
      response.close();
      answer.refuse(Answers.fault(e));
      return;
    }
    answer.send(message);
  }

  @Override
  public void onFailure(ServingException failure) {
    answer.refuse(Answers.status(TfServingException.of(failure, servable)));
  }
}
