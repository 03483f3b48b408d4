package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.List;

/** Values of a signature's own, which say one row and stand for each that a request has. */
public final class DefaultRows {
  private static final long ONE = 1;

  private DefaultRows() {}

  /** How many rows such a value has to have beside {@code given}. */
  public static long asked(ServedModel model, List<Tensor> given) {
    boolean inRows =
        model.config().maxBatchSize() > 0 && !given.isEmpty() && given.get(0).shape().rank() > 0;
    return inRows ? given.get(0).shape().dim(0) : ONE;
  }

  /** The value itself, or its one row as often as {@code rows} says, in {@code memory}. */
  public static Tensor of(Tensor value, long rows, InputMemory memory) {
    if (rows == ONE || value.shape().rank() == 0 || value.shape().dim(0) != ONE) {
      return value;
    }
    long[] dims = value.shape().toArray();
    dims[0] = rows;
    return new Tensor(value.name(), value.type(), Shape.of(dims), repeated(value, rows, memory));
  }

  private static TensorBytes repeated(Tensor value, long rows, InputMemory memory) {
    long rowBytes = value.bytes().size();
    if (rowBytes == 0 || rows == 0) {
      return TensorBytes.EMPTY;
    }
    if (rows > memory.maxBytes() / rowBytes) {
      throw InputMemory.tooLarge(value.name(), memory.maxBytes());
    }
    ByteBuffer target = memory.take(value.name(), rows * rowBytes);
    for (long row = 0; row < rows; row++) {
      value.bytes().copyTo(target);
    }
    return TensorBytes.wrap(target.flip());
  }
}
