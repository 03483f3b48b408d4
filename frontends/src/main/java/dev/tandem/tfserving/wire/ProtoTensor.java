package dev.tandem.tfserving.wire;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.tensorflow.DataType;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A tensor of a request whose type, shape and sizes are sound, known before any memory is taken for
 * it.
 *
 * @param byteSize of its values in the engine's form
 */
record ProtoTensor(TensorMessage message, Shape shape, long elements, long byteSize) {
  private static final int MAX_RANK = 254;

  /**
   * Checks {@code message}; a short list of values stands for any number of them, so a small
   * message may ask for more than {@code maxBytes}.
   */
  static ProtoTensor of(String alias, TensorMessage message, long maxBytes) {
    long elements = elementCount(message).orElseThrow(() -> unreadable(alias));
    OptionalLong readable =
        message.type() == DataType.DT_STRING
            ? StringValues.byteSize(message, elements, maxBytes)
            : FixedValues.byteSize(message, elements, maxBytes);
    long byteSize = readable.orElseThrow(() -> unreadable(alias));
    if (byteSize > maxBytes) {
      throw InputMemory.tooLarge(alias, maxBytes);
    }
    return new ProtoTensor(message, Shape.of(message.dims()), elements, byteSize);
  }

  DataType type() {
    return message.type();
  }

  /** The values, little-endian and row-major: where they arrived, or else in {@code memory}. */
  TensorBytes bytes(String alias, InputMemory memory) {
    if (elements == 0) {
      return TensorBytes.EMPTY;
    }
    TensorBytes view =
        type() == DataType.DT_STRING ? null : FixedValues.view(message, (int) elements);
    if (view != null) {
      return view;
    }
    ByteBuffer target = memory.take(alias, byteSize);
    writeTo(target);
    return TensorBytes.wrap(target.flip());
  }

  /** Appends the values, of which there is one at least. */
  void writeTo(ByteBuffer target) {
    int count = Math.toIntExact(elements);
    if (type() == DataType.DT_STRING) {
      StringValues.write(message, count, target);
    } else {
      FixedValues.write(message, count, target);
    }
  }

  /** The product of all dimensions, unless one is negative, they are too many, or it overflows. */
  private static OptionalLong elementCount(TensorMessage message) {
    if (message.rank() > MAX_RANK) {
      return OptionalLong.empty();
    }
    long count = 1;
    for (int i = 0; i < message.rank(); i++) {
      long size = message.dim(i);
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
