package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.grpc.InferDialect;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.example.SerializedExamples;
import dev.tandem.tfserving.metrics.CallMethod;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.metrics.CallRecord;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.PredictAnswer;
import dev.tandem.tfserving.wire.PredictDecoder;
import dev.tandem.tfserving.wire.PredictMessage;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.SignatureLookup;
import dev.tandem.tfserving.wire.TfServingException;
import dev.tandem.tfserving.wire.TooMuchForLoop;
import io.grpc.Status;

/** Predict, whose messages are read and written by hand. */
record Predict(
    InferenceEngine engine,
    InputRoom room,
    SignatureLookup signatures,
    boolean asTensorContent,
    CallMetrics metrics)
    implements InferDialect<PredictMessage> {
  private static final PredictDecoder DECODER = new PredictDecoder(SerializedExamples::inputs);

  @Override
  public PredictMessage parse(WireCursor cursor) {
    return PredictMessage.parse(cursor);
  }

  @Override
  public InferCall start(
      PredictMessage message,
      long deadlineNs,
      Runnable release,
      UnaryAnswer answer,
      boolean onLoop) {
    CallRecord record = metrics.begin(CallMethod.GRPC_PREDICT, message.modelSpec().name());
    answer.whenEnded(record::ended);
    if (!message.modelSpec().isPresent()) {
      throw TfServingException.invalidArgument("Missing ModelSpec");
    }
    ServableRequest servable = message.modelSpec().servable();
    ServedModel model = servable.findFor("Predict", engine);
    Signature signature = signatures.find(model, message.modelSpec().signatureName());
    InferRequest request =
        DECODER.decode(
            message,
            model,
            signature,
            Deadlines.options(deadlineNs),
            room.forMessage(message.bytes(), onLoop),
            release);
    record.running();
    return engine.infer(
        request,
        new AnswerSink(
            servable,
            answer,
            response -> {
              record.ran();
              return new PredictAnswer(response, signature, asTensorContent);
            }));
  }

  @Override
  public boolean needsWorker(Throwable thrown) {
    return thrown instanceof TooMuchForLoop;
  }

  @Override
  public Status refusal(Throwable thrown, PredictMessage message) {
    return Answers.refusal(thrown);
  }
}
