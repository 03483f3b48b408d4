package dev.tandem.doors;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * TensorFlow Serving's Predict, with tensor_content as numpy clients send it and typed fields as
 * they read them.
 */
final class TfServingGrpcDoor implements Door {
  private final ManagedChannel channel;

  TfServingGrpcDoor(int port) {
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  @Override
  public Answer infer(String model, long version, Map<String, Values> inputs) {
    ModelSpec.Builder spec = ModelSpec.newBuilder().setName(model);
    if (version != 0) {
      spec.setVersion(Int64Value.of(version));
    }
    PredictRequest.Builder request = PredictRequest.newBuilder().setModelSpec(spec);
    inputs.forEach((name, values) -> request.putInputs(name, write(values)));
    try {
      PredictResponse response =
          PredictionServiceGrpc.newBlockingStub(channel).predict(request.build());
      Map<String, Values> outputs = new LinkedHashMap<>();
      response.getOutputsMap().forEach((name, tensor) -> outputs.put(name, read(tensor)));
      return Answer.outputs(outputs);
    } catch (StatusRuntimeException e) {
      return Answer.failure(
          e.getStatus().getCode(), String.valueOf(e.getStatus().getDescription()));
    }
  }

  private static TensorProto write(Values values) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    values.shape().forEach(dim -> shape.addDimBuilder().setSize(dim));
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(dtype(values.type())).setTensorShape(shape);
    if (values.type() == DataType.BYTES) {
      values.elements().forEach(element -> tensor.addStringVal(ByteString.copyFromUtf8(element)));
      return tensor.build();
    }
    return tensor.setTensorContent(ByteString.copyFrom(values.toBytes())).build();
  }

  private static Values read(TensorProto tensor) {
    List<Long> shape =
        tensor.getTensorShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
    List<String> elements = new ArrayList<>();
    switch (tensor.getDtype()) {
      case DT_FLOAT -> tensor.getFloatValList().forEach(value -> elements.add(value.toString()));
      case DT_DOUBLE -> tensor.getDoubleValList().forEach(value -> elements.add(value.toString()));
      case DT_INT64 -> tensor.getInt64ValList().forEach(value -> elements.add(value.toString()));
      case DT_UINT32 ->
          tensor.getUint32ValList().forEach(value -> elements.add(Integer.toUnsignedString(value)));
      case DT_UINT64 ->
          tensor.getUint64ValList().forEach(value -> elements.add(Long.toUnsignedString(value)));
      case DT_BOOL -> tensor.getBoolValList().forEach(value -> elements.add(value.toString()));
      case DT_HALF, DT_BFLOAT16 ->
          tensor.getHalfValList().forEach(value -> elements.add(value.toString()));
      case DT_STRING ->
          tensor
              .getStringValList()
              .forEach(value -> elements.add(value.toString(StandardCharsets.UTF_8)));
      default -> tensor.getIntValList().forEach(value -> elements.add(value.toString()));
    }
    return new Values(type(tensor.getDtype()), shape, elements);
  }

  private static dev.tandem.proto.tensorflow.DataType dtype(DataType type) {
    return switch (type) {
      case BOOL -> dev.tandem.proto.tensorflow.DataType.DT_BOOL;
      case UINT8 -> dev.tandem.proto.tensorflow.DataType.DT_UINT8;
      case UINT16 -> dev.tandem.proto.tensorflow.DataType.DT_UINT16;
      case UINT32 -> dev.tandem.proto.tensorflow.DataType.DT_UINT32;
      case UINT64 -> dev.tandem.proto.tensorflow.DataType.DT_UINT64;
      case INT8 -> dev.tandem.proto.tensorflow.DataType.DT_INT8;
      case INT16 -> dev.tandem.proto.tensorflow.DataType.DT_INT16;
      case INT32 -> dev.tandem.proto.tensorflow.DataType.DT_INT32;
      case INT64 -> dev.tandem.proto.tensorflow.DataType.DT_INT64;
      case FP16 -> dev.tandem.proto.tensorflow.DataType.DT_HALF;
      case BF16 -> dev.tandem.proto.tensorflow.DataType.DT_BFLOAT16;
      case FP32 -> dev.tandem.proto.tensorflow.DataType.DT_FLOAT;
      case FP64 -> dev.tandem.proto.tensorflow.DataType.DT_DOUBLE;
      case BYTES -> dev.tandem.proto.tensorflow.DataType.DT_STRING;
    };
  }

  private static DataType type(dev.tandem.proto.tensorflow.DataType dtype) {
    for (DataType type : DataType.values()) {
      if (dtype(type) == dtype) {
        return type;
      }
    }
    throw new AssertionError("no tensor type for " + dtype);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
