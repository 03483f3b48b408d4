package dev.tandem.doors;

import com.google.protobuf.ByteString;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Triton's gRPC protocol, with raw contents as its clients send them. */
final class KServeGrpcDoor implements Door {
  private final ManagedChannel channel;

  KServeGrpcDoor(int port) {
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  @Override
  public Answer infer(String model, long version, Map<String, Values> inputs) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder()
            .setModelName(model)
            .setModelVersion(version == 0 ? "" : Long.toString(version));
    inputs.forEach(
        (name, values) -> {
          request
              .addInputsBuilder()
              .setName(name)
              .setDatatype(values.type().name())
              .addAllShape(values.shape());
          request.addRawInputContents(ByteString.copyFrom(values.toBytes()));
        });
    try {
      return read(GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request.build()));
    } catch (StatusRuntimeException e) {
      return Answer.failure(
          e.getStatus().getCode(), String.valueOf(e.getStatus().getDescription()));
    }
  }

  private static Answer read(ModelInferResponse response) {
    Map<String, Values> outputs = new LinkedHashMap<>();
    for (int i = 0; i < response.getOutputsCount(); i++) {
      ModelInferResponse.InferOutputTensor output = response.getOutputs(i);
      outputs.put(
          output.getName(),
          Values.fromBytes(
              DataType.valueOf(output.getDatatype()),
              output.getShapeList(),
              response.getRawOutputContents(i).toByteArray()));
    }
    return Answer.outputs(outputs);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
