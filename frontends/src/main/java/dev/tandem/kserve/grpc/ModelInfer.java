package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.InferDialect;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.AskedOutputs;
import dev.tandem.kserve.wire.InferMessage;
import dev.tandem.kserve.wire.InferMessageReader;
import dev.tandem.kserve.wire.VersionText;
import dev.tandem.protobuf.WireCursor;
import io.grpc.Status;
import java.util.Map;

/** ModelInfer, whose messages are read and written by hand. */
record ModelInfer(InferenceEngine engine, SharedMemory memory, ForwardedMetadata forwarded)
    implements InferDialect<InferMessage> {
  @Override
  public InferMessage parse(WireCursor cursor) {
    return InferMessage.parse(cursor);
  }

  @Override
  public InferCall start(
      InferMessage message, long deadlineNs, Runnable release, UnaryAnswer answer) {
    ServedModel model = VersionText.lookUp(engine, message.modelName(), message.modelVersion());
    if (model.config().isDecoupled()) {
      throw new ServingException(
          Reason.UNSUPPORTED,
          "ModelInfer RPC doesn't support models with decoupled transaction policy");
    }
    Map<String, Object> headers = forwarded.ofCall();
    AskedOutputs outputs = AskedOutputs.of(message, memory);
    InferRequest request;
    try {
      request = InferMessageReader.read(message, model, memory, deadlineNs, release).with(headers);
    } catch (RuntimeException e) {
      outputs.close();
      throw e;
    }
    return engine.infer(request, new UnaryInferSink(answer, message.id(), outputs));
  }

  @Override
  public Status refusal(RuntimeException thrown, InferMessage message) {
    return thrown instanceof ServingException failure
        ? Unary.status(failure, message.id())
        : Unary.fault(thrown);
  }
}
