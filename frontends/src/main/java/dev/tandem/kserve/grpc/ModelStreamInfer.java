package dev.tandem.kserve.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.grpc.StreamDialect;
import dev.tandem.grpc.StreamReply;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.InferMessage;
import dev.tandem.kserve.wire.StreamedFailure;
import dev.tandem.kserve.wire.VersionText;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireCursor;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Objects;

/** ModelStreamInfer: requests as of ModelInfer, any number of them, for any models. */
record ModelStreamInfer(InferenceEngine engine, SharedMemory memory, ForwardedMetadata forwarded)
    implements StreamDialect<InferMessage> {
  private static final Metadata.Key<String> ERROR_AS_STATUS =
      Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public InferMessage parse(WireCursor cursor) {
    return InferMessage.parse(cursor);
  }

  @Override
  public boolean endsAtFailure(Metadata headers) {
    return "true".equals(headers.get(ERROR_AS_STATUS));
  }

  @Override
  public InferCall start(
      InferMessage message, long deadlineNs, Runnable release, StreamReply reply) {
    ServedModel model = VersionText.lookUp(engine, message.modelName(), message.modelVersion());
    ReadRequest read = ReadRequest.of(message, model, memory, forwarded, deadlineNs, release);
    if (model.config().isDecoupled()) {
      reply.asTheyCome();
    }
    return engine.infer(read.request(), new StreamInferSink(reply, message, read.outputs()));
  }

  @Override
  public OutgoingMessage refusal(Throwable thrown, InferMessage message) {
    Status status =
        thrown instanceof ServingException failure
            ? Unary.status(failure, message.id())
            : Unary.fault(thrown);
    return StreamedFailure.refused(message, text(status));
  }

  static String text(Status status) {
    return Objects.requireNonNullElse(status.getDescription(), "");
  }
}
