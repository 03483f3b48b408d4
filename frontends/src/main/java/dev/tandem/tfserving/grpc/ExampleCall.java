package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.grpc.InferDialect;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.example.ExampleRequestMessage;
import dev.tandem.tfserving.inference.ExampleAnswer;
import dev.tandem.tfserving.inference.ExampleDecoder;
import dev.tandem.tfserving.inference.ExampleMethod;
import dev.tandem.tfserving.inference.ExampleRequest;
import dev.tandem.tfserving.inference.InferenceTask;
import dev.tandem.tfserving.metrics.CallMethod;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.metrics.CallRecord;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.SignatureLookup;
import dev.tandem.tfserving.wire.TfServingException;
import dev.tandem.tfserving.wire.TooMuchForLoop;
import io.grpc.Status;

/** Classify or Regress, whose messages are read and written by hand. */
record ExampleCall(
    ExampleMethod method,
    InferenceEngine engine,
    InputRoom room,
    SignatureLookup signatures,
    CallMetrics metrics)
    implements InferDialect<ExampleRequestMessage> {
  @Override
  public ExampleRequestMessage parse(WireCursor cursor) {
    return ExampleRequestMessage.parse(cursor);
  }

  @Override
  public InferCall start(
      ExampleRequestMessage message,
      long deadlineNs,
      Runnable release,
      UnaryAnswer answer,
      boolean onLoop) {
    CallRecord record = metrics.begin(countedAs(), message.modelSpec().name());
    answer.whenEnded(record::ended);
    if (!message.modelSpec().isPresent()) {
      throw TfServingException.invalidArgument("Missing ModelSpec");
    }
    ServableRequest servable = message.modelSpec().servable();
    ServedModel model = servable.findFor(method.callName(), engine);
    InferenceTask task =
        InferenceTask.of(
            method, model, message.modelSpec().signatureName(), signatures.checksMethods());
    ExampleRequest request =
        ExampleDecoder.decode(
            message.input().examples(),
            model,
            task.signature(),
            task.signature().fetch(),
            Deadlines.options(deadlineNs),
            room.forMessage(message.bytes(), onLoop),
            release);
    record.running();
    return engine.infer(
        request.request(),
        new AnswerSink(
            servable,
            answer,
            response -> {
              record.ran();
              return new ExampleAnswer(
                  response,
                  method.result(response, task.signature(), request.examples()),
                  task.signature().name());
            }));
  }

  private CallMethod countedAs() {
    return switch (method) {
      case CLASSIFY -> CallMethod.GRPC_CLASSIFY;
      case REGRESS -> CallMethod.GRPC_REGRESS;
    };
  }

  @Override
  public boolean needsWorker(Throwable thrown) {
    return thrown instanceof TooMuchForLoop;
  }

  @Override
  public Status refusal(Throwable thrown, ExampleRequestMessage message) {
    return Answers.refusal(thrown);
  }
}
