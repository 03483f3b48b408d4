package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An output as a session declares it.
 *
 * @param isInput whether it is an input handed back: ONNX Runtime then gives the caller's own
 *     memory, and leaves pinned memory as it is
 * @param pinning how to pin memory for it, where the session declares its shape
 */
record OutputSpec(String name, boolean isInput, Optional<Pinning> pinning) {

  /**
   * What is known of an output ahead of each run.
   *
   * @param shape its first dimension, where variable, is the number of rows of the run
   * @param unitBytes the bytes of one row, or of the whole where all dimensions are fixed
   */
  record Pinning(DataType type, Shape shape, long unitBytes) {
    /** What is larger costs more to take fresh and zeroed than to leave to the session's arena. */
    private static final long LARGEST_BYTES = 1 << 28;

    /**
     * What an output of one run says of the next, where the inputs have the same shapes but for the
     * number of rows; null where it is better left to ONNX Runtime.
     */
    static @Nullable Pinning seen(Tensor output, boolean batches, long rows) {
      Shape shape = output.shape();
      long bytes = output.bytes().size();
      if (!output.type().isFixedSize()
          || shape.rank() == 0
          || bytes == 0
          || bytes > LARGEST_BYTES) {
        return null;
      }
      return batches && shape.dim(0) == rows
          ? new Pinning(
              output.type(), shape.withoutLeading().withLeading(Shape.VARIABLE), bytes / rows)
          : new Pinning(output.type(), shape, bytes);
    }

    Shape shapeOf(long rows) {
      return hasRows() ? shape.withoutLeading().withLeading(rows) : shape;
    }

    /** The bytes to pin, or 0 where it is better not to. */
    int bytesOf(long rows) {
      long units = hasRows() ? rows : 1;
      return units <= LARGEST_BYTES / unitBytes ? (int) (units * unitBytes) : 0;
    }

    private boolean hasRows() {
      return shape.dim(0) == Shape.VARIABLE;
    }
  }

  static OutputSpec of(String name, ValueInfo info, boolean isInput, boolean batches) {
    return new OutputSpec(
        name,
        isInput,
        !isInput && info instanceof TensorInfo tensor
            ? pinning(tensor, batches)
            : Optional.empty());
  }

  private static Optional<Pinning> pinning(TensorInfo info, boolean batches) {
    DataType type = ElementTypes.of(info.onnxType).orElse(DataType.BYTES);
    long[] dims = info.getShape();
    // ONNX Runtime shows an unknown rank as no dimensions.
    if (!type.isFixedSize() || dims.length == 0) {
      return Optional.empty();
    }
    long unitBytes = type.byteSize();
    for (int i = 0; i < dims.length; i++) {
      boolean isRows = i == 0 && batches && dims[i] == Shape.VARIABLE;
      if (!isRows) {
        if (dims[i] <= 0 || dims[i] > Pinning.LARGEST_BYTES / unitBytes) {
          return Optional.empty();
        }
        unitBytes *= dims[i];
      }
    }
    return Optional.of(new Pinning(type, Shape.of(dims), unitBytes));
  }
}
