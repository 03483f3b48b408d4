package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.grpc.InferDialect;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.example.MultiInferenceMessage;
import dev.tandem.tfserving.inference.ExampleDecoder;
import dev.tandem.tfserving.inference.ExampleRequest;
import dev.tandem.tfserving.inference.MultiInferenceAnswer;
import dev.tandem.tfserving.inference.MultiInferencePlan;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.SignatureLookup;
import dev.tandem.tfserving.wire.TooMuchForLoop;
import io.grpc.Status;

/** MultiInference, whose messages are read and written by hand. */
record MultiInference(
    InferenceEngine engine, InputRoom room, SignatureLookup signatures, CallMetrics metrics)
    implements InferDialect<MultiInferenceMessage> {
  @Override
  public MultiInferenceMessage parse(WireCursor cursor) {
    return MultiInferenceMessage.parse(cursor);
  }

  @Override
  public InferCall start(
      MultiInferenceMessage message,
      long deadlineNs,
      Runnable release,
      UnaryAnswer answer,
      boolean onLoop) {
    ServableRequest servable = MultiInferencePlan.servable(message.tasks());
    ServedModel model = servable.findFor("MultiInference", engine);
    MultiInferencePlan plan =
        MultiInferencePlan.of(message.tasks(), model, signatures.checksMethods());
    ExampleRequest request =
        ExampleDecoder.decode(
            message.input().examples(),
            model,
            plan.inputSignature(),
            plan.outputs(),
            Deadlines.options(deadlineNs),
            room.forMessage(message.bytes(), onLoop),
            release);
    return engine.infer(
        request.request(),
        new AnswerSink(
            servable,
            answer,
            response -> {
              metrics.examples(servable.name(), request.examples());
              return new MultiInferenceAnswer(response, plan.tasks(), request.examples());
            }));
  }

  @Override
  public boolean needsWorker(Throwable thrown) {
    return thrown instanceof TooMuchForLoop;
  }

  @Override
  public Status refusal(Throwable thrown, MultiInferenceMessage message) {
    return Answers.refusal(thrown);
  }
}
