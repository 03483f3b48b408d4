package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.InferDialect;
import dev.tandem.grpc.UnaryAnswer;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.InferMessage;
import dev.tandem.kserve.wire.VersionText;
import dev.tandem.protobuf.WireCursor;
import io.grpc.Status;

/** ModelInfer, whose messages are read and written by hand. */
record ModelInfer(InferenceEngine engine, SharedMemory memory, ForwardedMetadata forwarded)
    implements InferDialect<InferMessage> {
  @Override
  public InferMessage parse(WireCursor cursor) {
    return InferMessage.parse(cursor);
  }

  @Override
  public InferCall start(
      InferMessage message, long deadlineNs, Runnable release, UnaryAnswer answer, boolean onLoop) {
    ServedModel model = VersionText.lookUp(engine, message.modelName(), message.modelVersion());
    if (model.config().isDecoupled()) {
      throw new ServingException(
          Reason.UNSUPPORTED,
          "ModelInfer RPC doesn't support models with decoupled transaction policy");
    }
    ReadRequest read = ReadRequest.of(message, model, memory, forwarded, deadlineNs, release);
    return engine.infer(read.request(), new UnaryInferSink(answer, message.id(), read.outputs()));
  }

  @Override
  public Status refusal(Throwable thrown, InferMessage message) {
    return thrown instanceof ServingException failure
        ? Unary.status(failure, message.id())
        : Unary.fault(thrown);
  }
}
