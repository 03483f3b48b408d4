package dev.tandem.tfserving.wire;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.signature.TfTypes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a value that stands for one that requests leave out, by the rules of requests. */
public final class DefaultTensor {
  private static final long MAX_BYTES = 64 << 20;

  private DefaultTensor() {}

  /**
   * The value for {@code input}, in native memory of its own; throws {@link TfServingException}
   * where it cannot be that.
   */
  public static Tensor of(TensorSpec input, TensorProto value) {
    TensorMessage message =
        TensorMessage.whole(new WireCursor(ByteBuffer.wrap(value.toByteArray())));
    ProtoTensor tensor = ProtoTensor.of(input.name(), message, MAX_BYTES);
    if (tensor.type() != TfTypes.of(input.type())) {
      throw TfServingException.invalidArgument(
          TfTypes.name(tensor.type()) + " (expected: " + TfTypes.name(input.type()) + ")");
    }
    Shape shape = tensor.shape();
    if (!input.shape().accepts(shape)) {
      throw TfServingException.invalidArgument(
          "shape " + shape + " (expected: " + input.shape() + ")");
    }
    ByteBuffer memory =
        ByteBuffer.allocateDirect((int) tensor.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.elements() > 0) {
      tensor.writeTo(memory);
    }
    return new Tensor(input.name(), input.type(), shape, TensorBytes.wrap(memory.flip()));
  }
}
