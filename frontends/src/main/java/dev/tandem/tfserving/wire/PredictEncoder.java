package dev.tandem.tfserving.wire;

import com.google.protobuf.Int64Value;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictResponse;

/** Turns the engine's answers into Predict messages that own their bytes. */
public final class PredictEncoder {
  private final boolean asTensorContent;

  /** With {@code asTensorContent}, values go out as runs of bytes and not in typed fields. */
  public PredictEncoder(boolean asTensorContent) {
    this.asTensorContent = asTensorContent;
  }

  public PredictResponse encode(InferResponse response, Signature signature) {
    PredictResponse.Builder message = PredictResponse.newBuilder();
    for (Tensor tensor : response.outputs()) {
      TensorProto proto =
          asTensorContent ? TensorProtoEncoder.content(tensor) : TensorProtoEncoder.typed(tensor);
      signature
          .outputNamed(tensor.name())
          .ifPresent(output -> message.putOutputs(output.alias(), proto));
    }
    return message
        .setModelSpec(
            ModelSpec.newBuilder()
                .setName(response.model().name())
                .setSignatureName(Signature.DEFAULT_NAME)
                .setVersion(Int64Value.of(response.model().version())))
        .build();
  }
}
