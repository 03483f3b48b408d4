package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.kserve.wire.ClassCounts;
import dev.tandem.kserve.wire.InferAnswer;

/** Gives the one answer to a ModelInfer call. */
record UnaryInferSink(UnaryAnswer answer, String requestId, ClassCounts classes)
    implements ResponseSink {
  @Override
  public void onResponse(InferResponse response, boolean last) {
    InferAnswer message;
    try {
      message = new InferAnswer(classes.apply(response));
    } catch (ServingException e) {
      response.close();
      answer.refuse(Unary.status(e, requestId));
      return;
    } catch (RuntimeException | Error e) {
      response.close();
      answer.refuse(Unary.fault(e));
      return;
    }
    answer.send(message);
  }

  @Override
  public void onFailure(ServingException failure) {
    answer.refuse(Unary.status(failure, requestId));
  }
}
