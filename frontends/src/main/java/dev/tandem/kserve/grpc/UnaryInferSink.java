package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.kserve.wire.AskedOutputs;
import dev.tandem.kserve.wire.InferAnswer;

/** Gives the one answer to a ModelInfer call. */
record UnaryInferSink(UnaryAnswer answer, String requestId, AskedOutputs outputs)
    implements ResponseSink {
  @Override
  public void onResponse(InferResponse response, boolean last) {
    InferAnswer message;
    try {
      message = new InferAnswer(outputs.apply(response));
    } catch (ServingException e) {
      response.close();
      answer.refuse(Unary.status(e, requestId));
      return;
    } catch (RuntimeException | Error e) {
      response.close();
      answer.refuse(Unary.fault(e));
      return;
    } finally {
      outputs.close();
    }
    answer.send(message);
  }

  @Override
  public void onFailure(ServingException failure) {
    outputs.close();
    answer.refuse(Unary.status(failure, requestId));
  }
}
