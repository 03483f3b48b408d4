package dev.tandem.kserve.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.kserve.ModelInferResponse;

/**
 * Writes a ModelInfer answer around the tensors' own bytes: it must be serialized before the
 * response is closed.
 */
final class GeneratedInferWriter {
  private GeneratedInferWriter() {}

  static ModelInferResponse write(InferResponse response) {
    ModelInferResponse.Builder message =
        ModelInferResponse.newBuilder()
            .setModelName(response.model().name())
            .setModelVersion(Long.toString(response.model().version()))
            .setId(response.id());
    for (Tensor output : response.outputs()) {
      ModelInferResponse.InferOutputTensor.Builder tensor =
          message.addOutputsBuilder().setName(output.name()).setDatatype(output.type().name());
      for (int i = 0; i < output.shape().rank(); i++) {
        tensor.addShape(output.shape().dim(i));
      }
      message.addRawOutputContents(raw(output.bytes()));
    }
    return message.build();
  }

  private static ByteString raw(TensorBytes bytes) {
    ByteString raw = ByteString.EMPTY;
    for (int i = 0; i < bytes.runCount(); i++) {
      raw = raw.concat(UnsafeByteOperations.unsafeWrap(bytes.run(i)));
    }
    return raw;
  }
}
