package dev.tandem.tfserving.signature;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.proto.tensorflow.TensorShapeProto;

/** Writes shapes as messages. */
final class ShapeProto {
  private ShapeProto() {}

  static TensorShapeProto of(Shape shape) {
    TensorShapeProto.Builder proto =
        TensorShapeProto.newBuilder().setUnknownRank(!shape.isRankKnown());
    for (long dim : shape.toArray()) {
      proto.addDimBuilder().setSize(dim);
    }
    return proto.build();
  }
}
