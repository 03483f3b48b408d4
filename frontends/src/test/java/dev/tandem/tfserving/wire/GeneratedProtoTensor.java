package dev.tandem.tfserving.wire;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A tensor of a request whose type, shape and sizes are sound, known before any memory is taken for
 * it.
 *
 * @param byteSize of its values in the engine's form
 */
record GeneratedProtoTensor(TensorProto proto, Shape shape, long elements, long byteSize) {
  private static final int MAX_RANK = 254;

  /**
   * Checks {@code proto}; a short list of values stands for any number of them, so a small message
   * may ask for more than {@code maxBytes}.
   */
  static GeneratedProtoTensor of(String alias, TensorProto proto, long maxBytes) {
    TensorShapeProto dims = proto.getTensorShape();
    long elements = elementCount(dims).orElseThrow(() -> unreadable(alias));
    OptionalLong readable =
        proto.getDtype() == DataType.DT_STRING
            ? GeneratedStringValues.byteSize(proto, elements, maxBytes)
            : GeneratedFixedValues.byteSize(proto, elements, maxBytes);
    long byteSize = readable.orElseThrow(() -> unreadable(alias));
    if (byteSize > maxBytes) {
      throw InputMemory.tooLarge(alias, maxBytes);
    }
    long[] sizes = dims.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray();
    return new GeneratedProtoTensor(proto, Shape.of(sizes), elements, byteSize);
  }

  DataType type() {
    return proto.getDtype();
  }

  /** Puts all values, little-endian and row-major. */
  void writeTo(ByteBuffer target) {
    int count = Math.toIntExact(elements);
    if (type() == DataType.DT_STRING) {
      GeneratedStringValues.write(proto, count, target);
    } else {
      GeneratedFixedValues.write(proto, count, target);
    }
  }

  /** The product of all dimensions, unless one is negative, they are too many, or it overflows. */
  private static OptionalLong elementCount(TensorShapeProto shape) {
    if (shape.getDimCount() > MAX_RANK) {
      return OptionalLong.empty();
    }
    long count = 1;
    for (TensorShapeProto.Dim dim : shape.getDimList()) {
      long size = dim.getSize();
      if (size < 0 || Math.multiplyHigh(count, size) != 0 || count * size < 0) {
        return OptionalLong.empty();
      }
      count *= size;
    }
    return OptionalLong.of(count);
  }

  private static TfServingException unreadable(String alias) {
    return invalidArgument("tensor parsing error: " + alias);
  }
}
