package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.grpc.InferDialect;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.metrics.CallMethod;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.metrics.CallRecord;
import dev.tandem.tfserving.wire.LastSignature;
import dev.tandem.tfserving.wire.PredictDecoder;
import dev.tandem.tfserving.wire.PredictMessage;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.Signature;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.util.Map;

/** Predict, whose messages are read and written by hand. */
record Predict(
    InferenceEngine engine,
    PredictDecoder decoder,
    LastSignature signatures,
    boolean asTensorContent,
    CallMetrics metrics)
    implements InferDialect<PredictMessage> {
  @Override
  public PredictMessage parse(WireCursor cursor) {
    return PredictMessage.parse(cursor);
  }

  @Override
  public InferCall start(
      PredictMessage message, long deadlineNs, Runnable release, UnaryAnswer answer) {
    CallRecord record = metrics.begin(CallMethod.GRPC_PREDICT, message.modelSpec().name());
    answer.whenEnded(record::ended);
    if (!message.modelSpec().isPresent()) {
      throw TfServingException.invalidArgument("Missing ModelSpec");
    }
    ServableRequest servable = message.modelSpec().servable();
    ServedModel model = servable.findForPredict(engine);
    String signatureName = message.modelSpec().signatureName();
    if (!Signature.isKnown(signatureName)) {
      throw new TfServingException(
          Status.Code.FAILED_PRECONDITION,
          "Serving signature key \"" + signatureName + "\" not found.");
    }
    Signature signature = signatures.of(model);
    InferRequest request = decoder.decode(message, model, signature, options(deadlineNs), release);
    record.running();
    return engine.infer(
        request, new PredictSink(servable, signature, asTensorContent, answer, record));
  }

  @Override
  public Status refusal(RuntimeException thrown, PredictMessage message) {
    return thrown instanceof TfServingException refusal
        ? Answers.status(refusal)
        : Answers.fault(thrown);
  }

  private static RequestOptions options(long deadlineNs) {
    return deadlineNs == RequestOptions.NO_DEADLINE
        ? RequestOptions.NONE
        : new RequestOptions(0, 0, deadlineNs, Map.of());
  }
}
