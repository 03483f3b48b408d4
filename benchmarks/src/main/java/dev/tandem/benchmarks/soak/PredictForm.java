package dev.tandem.benchmarks.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonException;
import dev.tandem.json.JsonValue;
import dev.tandem.json.TrailingBytes;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests and answers as TensorFlow Serving has them. */
final class PredictForm {
  private PredictForm() {}

  static ByteString message(String model, List<SampleInput> inputs) {
    PredictRequest.Builder request =
        PredictRequest.newBuilder().setModelSpec(ModelSpec.newBuilder().setName(model));
    for (SampleInput input : inputs) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      input.shape().forEach(size -> shape.addDimBuilder().setSize(size));
      request.putInputs(
          input.name(),
          TensorProto.newBuilder()
              .setDtype(
                  input.type() == dev.tandem.engine.tensor.DataType.INT32
                      ? DataType.DT_INT32
                      : DataType.DT_FLOAT)
              .setTensorShape(shape)
              .setTensorContent(input.bytes())
              .build());
    }
    return request.build().toByteString();
  }

  static Answer answer(byte[] message) {
    try {
      Map<String, ByteString> outputs = new LinkedHashMap<>();
      PredictResponse.parseFrom(message)
          .getOutputsMap()
          .forEach((name, tensor) -> outputs.put(name, bytes(tensor)));
      return new Answer(outputs);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the answer cannot be read", e);
    }
  }

  private static ByteString bytes(TensorProto tensor) {
    if (!tensor.getTensorContent().isEmpty()) {
      return tensor.getTensorContent();
    }
    int count = tensor.getFloatValCount() + tensor.getIntValCount();
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    tensor.getFloatValList().forEach(bytes::putFloat);
    tensor.getIntValList().forEach(bytes::putInt);
    return ByteString.copyFrom(bytes.flip());
  }

  /** One row of the one input that a model has. */
  static byte[] json(SampleInput input) {
    return ("{\"instances\":[[" + input.toJsonValues() + "]]}").getBytes(US_ASCII);
  }

  /** The first row of what comes back, in one output of floats. */
  static Answer jsonAnswer(String output, byte[] body) {
    try {
      List<JsonValue> row =
          JsonDocument.parse(body, TrailingBytes.IGNORE)
              .root()
              .member("predictions")
              .orElseThrow(() -> new IllegalStateException("no predictions"))
              .elements()
              .get(0)
              .elements();
      ByteBuffer bytes =
          ByteBuffer.allocate(row.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      row.forEach(value -> bytes.putFloat(value.number().floatValue()));
      return new Answer(Map.of(output, ByteString.copyFrom(bytes.flip())));
    } catch (JsonException e) {
      throw new IllegalStateException("the answer cannot be read", e);
    }
  }
}
