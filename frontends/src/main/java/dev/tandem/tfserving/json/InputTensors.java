package dev.tandem.tfserving.json;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.wire.InputMemory;

/** The tensors of one request while they are read, taking memory as their shapes become known. */
final class InputTensors {
  private final InputMemory memory;
  private final long maxElements;

  /**
   * {@code maxElements} is how many values the body can hold at most: lists that claim to hold more
   * turn out ragged, and must not cost memory before that.
   */
  InputTensors(InputMemory memory, long maxElements) {
    this.memory = memory;
    this.maxElements = maxElements;
  }

  /** Room for {@code rows} times the product of {@code dims} values. */
  Elements elements(SignatureTensor input, long rows, long[] dims) {
    DataType type = input.spec().type();
    if (type == DataType.BYTES) {
      return new StringElements();
    }
    long bytes = elementCount(rows, dims) * type.byteSize();
    return new FixedElements(type, memory.take(input.alias(), bytes));
  }

  private long elementCount(long rows, long[] dims) {
    long count = rows;
    for (long dim : dims) {
      if (dim == 0) {
        return 0;
      }
      // Neither factor is above 2^31, so that a product cut to the maximum cannot overflow.
      count = Math.min(count * dim, maxElements);
    }
    return Math.min(count, maxElements);
  }
}
