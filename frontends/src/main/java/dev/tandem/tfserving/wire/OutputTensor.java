package dev.tandem.tfserving.wire;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import dev.tandem.tfserving.signature.TfTypes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes a tensor as a TensorProto, straight from the memory that it lies in. */
final class OutputTensor {
  private static final int DTYPE = 1 << 3 | WireType.VARINT;
  private static final int TENSOR_SHAPE = 2 << 3 | WireType.LENGTH;
  private static final int TENSOR_CONTENT = 4 << 3 | WireType.LENGTH;
  private static final int DIM = 2 << 3 | WireType.LENGTH;
  private static final int DIM_SIZE = 1 << 3 | WireType.VARINT;

  private final Tensor tensor;
  private final ByteBuffer bytes;
  private final boolean asContent;
  private final long valuesSize;
  private final long size;

  /** With {@code asContent}, the values go out as one run of bytes and not in a typed field. */
  OutputTensor(Tensor tensor, boolean asContent) {
    this.tensor = tensor;
    this.asContent = asContent;
    bytes = tensor.bytes().asOneRun();
    if (!asContent) {
      valuesSize = TypedValues.size(tensor.type(), bytes);
    } else {
      valuesSize = tensor.type() == DataType.BYTES ? StringContent.size(bytes) : bytes.remaining();
    }
    size =
        WireSize.number(DTYPE, dtype())
            + WireSize.lengthDelimited(TENSOR_SHAPE, shapeSize(tensor.shape()))
            + (asContent ? contentSize() : valuesSize);
  }

  private long contentSize() {
    return valuesSize == 0 ? 0 : WireSize.lengthDelimited(TENSOR_CONTENT, valuesSize);
  }

  /** Bytes that {@link #writeTo} writes. */
  long size() {
    return size;
  }

  void writeTo(WireWriter writer) throws IOException {
    writer.number(DTYPE, dtype());
    Shape shape = tensor.shape();
    writer.lengthDelimited(TENSOR_SHAPE, shapeSize(shape));
    for (int i = 0; i < shape.rank(); i++) {
      writer.lengthDelimited(DIM, WireSize.number(DIM_SIZE, shape.dim(i)));
      writer.number(DIM_SIZE, shape.dim(i));
    }
    if (!asContent) {
      TypedValues.write(tensor.type(), bytes, writer);
    } else if (valuesSize > 0) {
      writer.lengthDelimited(TENSOR_CONTENT, valuesSize);
      if (tensor.type() == DataType.BYTES) {
        StringContent.write(bytes, writer);
      } else {
        writer.bytes(bytes.duplicate());
      }
    }
  }

  private int dtype() {
    return TfTypes.of(tensor.type()).getNumber();
  }

  private static long shapeSize(Shape shape) {
    long size = 0;
    for (int i = 0; i < shape.rank(); i++) {
      size += WireSize.lengthDelimited(DIM, WireSize.number(DIM_SIZE, shape.dim(i)));
    }
    return size;
  }
}
