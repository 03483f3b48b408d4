package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.kserve.shm.RegionCopy;
import dev.tandem.kserve.shm.RegionUse;
import dev.tandem.kserve.shm.SharedMemory;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * Reads the inputs of one request that lie in shared memory, and owns the copies until the request
 * does.
 */
final class RegionInputs implements AutoCloseable {
  /** Of a request that has no inputs in shared memory. */
  static final RegionInputs NONE = new RegionInputs(SharedMemory.OFF);

  private final SharedMemory memory;
  private List<RegionCopy> copies = List.of();

  RegionInputs(SharedMemory memory) {
    this.memory = memory;
  }

  Tensor read(String name, DataType type, Shape shape, RegionUse use, ServedModel model) {
    // What does not fit its shape is not worth the memory of a copy.
    long expected = expectedBytes(type, shape);
    if (expected >= 0 && expected != use.byteSize()) {
      memory.slice(use).close();
      throw new ServingException(
          Reason.INVALID_TENSOR,
          "input byte size mismatch for input '"
              + name
              + "' for model '"
              + model.name()
              + "'. Expected "
              + expected
              + ", got "
              + Long.toUnsignedString(use.byteSize()));
    }
    RegionCopy copy = memory.copy(use);
    copies = copies.isEmpty() ? new ArrayList<>(2) : copies;
    copies.add(copy);
    return new Tensor(name, type, shape, copy.bytes());
  }

  /** How many bytes values of a shape have; -1 where that is for the engine to say. */
  private static long expectedBytes(DataType type, Shape shape) {
    if (type == DataType.BYTES) {
      return -1;
    }
    long bytes = type.byteSize();
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.dim(i) < 1 || bytes > Integer.MAX_VALUE) {
        return -1;
      }
      bytes = Math.multiplyHigh(bytes, shape.dim(i)) == 0 ? bytes * shape.dim(i) : -1;
    }
    return bytes;
  }

  /** What gives all copies back and then runs {@code release}. */
  Runnable releaseWith(Runnable release) {
    if (copies.isEmpty()) {
      return release;
    }
    List<RegionCopy> taken = copies;
    return () -> {
      CloseHelper.closeAll(taken);
      release.run();
    };
  }

  @Override
  public void close() {
    CloseHelper.closeAll(copies);
  }
}
