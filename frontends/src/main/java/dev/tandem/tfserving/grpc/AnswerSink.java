package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.TfServingException;
import java.util.function.Function;

/**
 * Turns the engine's answer to one request into the call's.
 *
 * @param writer makes the message, which then closes the response; may refuse
 */
record AnswerSink(
    ServableRequest servable, UnaryAnswer answer, Function<InferResponse, OutgoingMessage> writer)
    implements ResponseSink {
  @Override
  public void onResponse(InferResponse response, boolean last) {
    OutgoingMessage message;
    try {
      message = writer.apply(response);
    } catch (RuntimeException | Error e) {
      response.close();
      answer.refuse(Answers.refusal(e));
      return;
    }
    answer.send(message);
  }

  @Override
  public void onFailure(ServingException failure) {
    answer.refuse(Answers.status(TfServingException.of(failure, servable)));
  }
}
