package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that one input or output had lately. To ONNX Runtime a tensor over the caller's
 * memory is an address, a type and a shape; memory from pools comes back at the same addresses, so
 * that most runs find theirs here. Owned by one thread.
 */
final class TensorHandles implements AutoCloseable {
  private static final int PLACES = 64;
  private static final int PLACE_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PLACES);

  /** Addresses differ in their middle bits; their product with this differs in the upper ones. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final OrtAccess access;
  private final long[] addresses = new long[PLACES];
  private final DataType[] types = new DataType[PLACES];
  private final @Nullable Shape[] shapes = new Shape[PLACES];
  private final long[] handles = new long[PLACES];

  TensorHandles(OrtAccess access) {
    this.access = access;
  }

  /** Good until the next call; {@code bytes} are one native run, as long as {@code shape} needs. */
  long of(TensorBytes bytes, DataType type, Shape shape) throws OrtException {
    long address = bytes.address();
    int place = (int) ((address * SPREAD) >>> PLACE_SHIFT);
    if (addresses[place] == address && types[place] == type && shape.equals(shapes[place])) {
      return handles[place];
    }
    drop(place);
    ByteBuffer memory = bytes.run(0);
    handles[place] = access.newTensor(memory, ElementTypes.of(type), shape.toArray());
    addresses[place] = address;
    types[place] = type;
    shapes[place] = shape;
    return handles[place];
  }

  @Override
  public void close() {
    for (int place = 0; place < PLACES; place++) {
      drop(place);
    }
  }

  private void drop(int place) {
    long handle = handles[place];
    if (handle != 0) {
      handles[place] = 0;
      shapes[place] = null;
      access.closeTensor(handle);
    }
  }
}
