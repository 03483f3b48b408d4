package dev.tandem.kserve.wire;

import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.proto.kserve.ModelStreamInferResponse;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireWriter;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A ModelStreamInfer answer that says what went wrong with a request. */
public final class StreamedFailure implements OutgoingMessage {
  private final byte[] bytes;

  private StreamedFailure(String error, ModelInferResponse request) {
    bytes =
        ModelStreamInferResponse.newBuilder()
            .setErrorMessage(error)
            .setInferResponse(request)
            .build()
            .toByteArray();
  }

  /** Of a request that was never taken. */
  public static StreamedFailure refused(InferMessage message, String error) {
    return new StreamedFailure(error, ModelInferResponse.newBuilder().setId(message.id()).build());
  }

  /** Of a request that failed once it was taken. */
  public static StreamedFailure failed(InferMessage message, String error) {
    return new StreamedFailure(
        error,
        ModelInferResponse.newBuilder()
            .setId(message.id())
            .setModelName(message.modelName())
            .setModelVersion(message.modelVersion())
            .putParameters(
                FinalFlag.PARAMETER, InferParameter.newBuilder().setBoolParam(true).build())
            .build());
  }

  @Override
  public int size() {
    return bytes.length;
  }

  @Override
  public void writeTo(WireWriter writer) throws IOException {
    writer.bytes(ByteBuffer.wrap(bytes));
  }

  @Override
  public void close() {}
}
