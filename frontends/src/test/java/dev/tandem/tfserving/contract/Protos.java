package dev.tandem.tfserving.contract;

import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;

/** Messages for rows of the contract, made from little. */
final class Protos {
  private Protos() {}

  /** A tensor in protobuf's text form. */
  static TensorProto tensor(String text) {
    TensorProto.Builder tensor = TensorProto.newBuilder();
    merge(text, tensor);
    return tensor.build();
  }

  /** A Predict request in protobuf's text form. */
  static PredictRequest predict(String text) {
    PredictRequest.Builder request = PredictRequest.newBuilder();
    merge(text, request);
    return request.build();
  }

  static PredictRequest predict(String model, String input, TensorProto tensor) {
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName(model))
        .putInputs(input, tensor)
        .build();
  }

  /** One dimension of floats. */
  static TensorProto floats(float... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(shape(values.length));
    for (float value : values) {
      tensor.addFloatVal(value);
    }
    return tensor.build();
  }

  static TensorShapeProto shape(long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDimBuilder().setSize(dim);
    }
    return shape.build();
  }

  /** How an answer of {@code version} names the model. */
  static ModelSpec answered(String model, long version) {
    return ModelSpec.newBuilder()
        .setName(model)
        .setVersion(Int64Value.of(version))
        .setSignatureName("serving_default")
        .build();
  }

  /** Fills a message from protobuf's text form. */
  static void merge(String text, Message.Builder into) {
    try {
      TextFormat.merge(text, into);
    } catch (ParseException e) {
      throw new AssertionError(text, e);
    }
  }
}
