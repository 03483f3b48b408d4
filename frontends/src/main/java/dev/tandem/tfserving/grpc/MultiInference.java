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
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.SignatureLookup;
import io.grpc.Status;

/** MultiInference, whose messages are read and written by hand. */
record MultiInference(
    InferenceEngine engine, ExampleDecoder decoder, SignatureLookup signatures, CallMetrics metrics)
    implements InferDialect<MultiInferenceMessage> {
  @Override
  public MultiInferenceMessage parse(WireCursor cursor) {
    return MultiInferenceMessage.parse(cursor);
  }

  @Override
  public InferCall start(
      MultiInferenceMessage message, long deadlineNs, Runnable release, UnaryAnswer answer) {
    ServableRequest servable = MultiInferencePlan.servable(message.tasks());
    ServedModel model = servable.findFor("MultiInference", engine);
    MultiInferencePlan plan =
        MultiInferencePlan.of(message.tasks(), model, signatures.checksMethods());
    ExampleRequest request =
        decoder.decode(
            message.input().examples(),
            model,
            plan.inputSignature(),
            plan.outputs(),
            Deadlines.options(deadlineNs),
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
  public Status refusal(RuntimeException thrown, MultiInferenceMessage message) {
    return Answers.refusal(thrown);
  }
}
