package dev.tandem.tfserving.signature;

import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorInfo;

/** Describes tensors as TensorFlow does. */
public final class TensorInfos {
  private TensorInfos() {}

  public static TensorInfo of(TensorSpec spec) {
    return TensorInfo.newBuilder()
        .setName(named(spec.name()))
        .setDtype(TfTypes.of(spec.type()))
        .setTensorShape(ShapeProto.of(spec.shape()))
        .build();
  }

  /** What {@code said} leaves open is as {@code spec} has it. */
  public static TensorInfo completed(TensorInfo said, TensorSpec spec) {
    TensorInfo.Builder info = said.toBuilder().setName(named(said.getName()));
    if (said.getDtype() == DataType.DT_INVALID) {
      info.setDtype(TfTypes.of(spec.type()));
    }
    if (!said.hasTensorShape()) {
      info.setTensorShape(ShapeProto.of(spec.shape()));
    }
    return info.build();
  }

  private static String named(String tensor) {
    return TensorAliases.hasOutputIndex(tensor) ? tensor : tensor + ":0";
  }
}
